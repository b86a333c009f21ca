// The colour of each chosen point: told apart by people with any colour sight, in both themes.

const colours = 8;

/** Style variable of the nth chosen point. */
export function seriesColour(row: number): string {
  return `var(--series-${(row % colours) + 1})`;
}

/** The same colour for a canvas, which cannot read style variables. */
export function canvasColour(row: number): string {
  return tokenColour(`--series-${(row % colours) + 1}`);
}

export function tokenColour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}
