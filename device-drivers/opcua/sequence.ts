// Sequence numbers of notification messages (OPC 10000-4): from 1, and after the greatest UInt32 1 again. Pure.

const greatest = 0xffff_ffff;

export const firstSequence = 1;

export function nextSequence(number: number): number {
  return number >= greatest ? firstSequence : number + 1;
}

/** How many messages lie between the one that is expected and the one that came; negative for one that was there before. */
export function gapBefore(came: number, expected: number): number {
  const ahead = came - expected;
  if (ahead > greatest / 2) return ahead - greatest;
  return ahead < -greatest / 2 ? ahead + greatest : ahead;
}
