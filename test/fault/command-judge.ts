// What must not be, by the boards' own logs: each finding is a sentence.
import type { CommandState } from '@campus/campus-model';
import type { Place } from './command-field.ts';
import type { Ending, WireCommand } from './command-hub.ts';
import type { Fault } from './faulty-relays.ts';

/** Between an agent's last look at the clock and a board's first: two processes and a machine under load. */
const toleranceMs = 500;

export interface Ended {
  readonly place: Place;
  readonly command: WireCommand;
  readonly fault: Fault;
  readonly isKilled: boolean;
  readonly ending: Ending;
}

/** These say that nothing was sent to the device. */
const neverSent: readonly CommandState[] = ['rejected', 'expired', 'held'];

/** Empty where all is as it should be. */
export function findings(ended: Ended): string[] {
  const { command, fault, ending, place } = ended;
  const { executed, heard } = place.relays.deeds(place.unit, place.coil);
  const { state, readback } = ending.report;
  const arrived = [...executed, ...heard];
  const late = arrived.filter((at) => at > command.sentAt + command.ttlMs + toleranceMs);
  const wrong = [
    state === 'confirmed' && !isTrue(ended) && 'confirmed, and it never was so',
    executed.length > 1 && `carried out ${executed.length} times`,
    arrived.length > 1 && `written ${arrived.length} times`,
    late.length > 0 && `written ${late[0]! - command.sentAt - command.ttlMs} ms after its time`,
    neverSent.includes(state) && arrived.length > 0 && `${state}, and it was written`,
    state === 'failed' && isDone(ended) && 'failed, though it was carried out and showed it',
    state === 'failed' &&
      executed.length > 0 &&
      typeof readback !== 'number' &&
      'failed, though nobody could see it',
  ];
  const what = `${command.id} ${command.value} (${fault}${ended.isKilled ? ', killed' : ''}): `;
  return wrong.filter((one) => one !== false).map((one) => what + one);
}

/** Of a release the agent says what it wrote; nothing to write is nothing to prove. */
function isTrue({ command, ending, place }: Ended): boolean {
  const value = command.value ?? ending.report.value;
  if (value === undefined) return true;
  return place.relays.wasEver(place.unit, place.coil, value === 1, command.sentAt);
}

/** Carried out, and since then shown as it is to everyone who asked. */
function isDone({ command, fault, place, ending }: Ended): boolean {
  const { executed } = place.relays.deeds(place.unit, place.coil);
  const value = command.value ?? ending.report.value;
  const isHonest = fault !== 'wrong-readback' && fault !== 'dark';
  if (!isHonest || executed.length === 0 || value === undefined) return false;
  return place.relays.wasAlways(place.unit, place.coil, value === 1, executed[0]!);
}
