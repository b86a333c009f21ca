// How long a list may be, so that no answer grows without end.
const longestList = 5_000;

/** A whole number from 0 to the longest list. */
export function listLimit(asked: number): number {
  return Number.isFinite(asked) ? Math.max(0, Math.min(longestList, Math.trunc(asked))) : longestList;
}
