// What the audit and a refusal say of a drawing. Pure.
import type { DrawingChanges, DrawingProblem } from '@campus/campus-model';

/** Ids that are named; of more only the number is said. */
const mostNamed = 5;

export function summaryOf(changes: DrawingChanges): string {
  const { spaces, added, removed, devices, doors, isNorthMoved, isBackdropChanged } = changes;
  const parts = [
    named('outline of', spaces),
    named('added', added),
    named('removed', removed),
    named('moved', devices),
    doors.length > 0 ? `${doors.length} doors` : '',
    isNorthMoved ? 'north' : '',
    isBackdropChanged ? 'backdrop' : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('; ') : 'nothing';
}

function named(word: string, ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length - mostNamed;
  return `${word} ${ids.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What was found and what was expected. */
export function problemWords(problem: DrawingProblem): string {
  switch (problem.kind) {
    case 'outline':
      return `outline of "${problem.spaceId}": ${problem.fault} (expected one that does not cross itself, at least 1 m²)`;
    case 'device-outside':
      return `device "${problem.deviceId}" stands outside "${problem.spaceId}" (expected inside its own space)`;
    case 'door-astray':
      return `door "${problem.doorId}" is in no wall of "${problem.spaceId}"`;
    case 'overlap':
      return `"${problem.spaceIds.join('" and "')}" overlap`;
  }
}
