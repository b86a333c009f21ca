// The look of each line among those of its chart: told apart by people with any colour sight, in both themes. Eight colours,
// then the same ones finer, then broader.

const colours = 8;
const widthsPx = [2, 1.2, 3.2] as const;

/** Style variable of the nth line. */
export function seriesColour(row: number): string {
  return `var(--series-${(row % colours) + 1})`;
}

/** The same colour for a canvas, which cannot read style variables. */
export function canvasColour(row: number): string {
  return tokenColour(`--series-${(row % colours) + 1}`);
}

export function seriesWidthPx(row: number): number {
  return widthsPx[Math.floor(row / colours) % widthsPx.length]!;
}

export function tokenColour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}
