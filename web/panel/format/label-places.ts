// Where the labels of a drawing stand so that no two cover each other. Pure.

/** A label that would like to stand centred over its foot: its lower edge `stem` above it. Any unit, y down. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly stem: number;
}

/** How far a label moved away from where it would like to stand. */
export interface Shift {
  readonly dx: number;
  readonly dy: number;
}

interface Frame {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
}

/** Labels move in steps of this share of their height: sideways up to `mostSide` steps, up to `mostUp` steps. */
const stepShare = 0.25;
const mostSide = 16;
const mostUp = 16;
/** Up is dearer than aside: a label far over its roof reads as another building's. */
const upCost = 1.3;
/** Air between two labels, in shares of a label's height. */
const gapShare = 0.12;

/**
 * Shifts in the order of the labels. The first label stays where it likes to be; each later one takes the nearest free
 * place aside or above, inside the frame; where none is free it stays.
 */
export function placeLabels(labels: readonly Label[], frame: Frame): Shift[] {
  const taken: Box[] = [];
  return labels.map((label) => {
    const shift = shiftsOf(label).find((candidate) => isFree(boxOf(label, candidate), taken, frame));
    const chosen = shift ?? { dx: 0, dy: 0 };
    taken.push(boxOf(label, chosen));
    return chosen;
  });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxOf({ x, y, width, height, stem }: Label, { dx, dy }: Shift): Box {
  const gap = height * gapShare;
  const bottom = y - stem + dy;
  return {
    left: x + dx - width / 2 - gap,
    right: x + dx + width / 2 + gap,
    top: bottom - height - gap,
    bottom: bottom + gap,
  };
}

/** All places a label may take, the nearest first. */
function shiftsOf({ height }: Label): Shift[] {
  const step = height * stepShare;
  const shifts: Shift[] = [];
  for (let up = 0; up <= mostUp; up += 1) {
    for (let side = -mostSide; side <= mostSide; side += 1)
      shifts.push({ dx: side * step, dy: 0 - up * step });
  }
  return shifts.sort((a, b) => costOf(a) - costOf(b));
}

function costOf({ dx, dy }: Shift): number {
  return Math.abs(dx) - dy * upCost;
}

function isFree(box: Box, taken: readonly Box[], { minX, maxX, minY }: Frame): boolean {
  if (box.left < minX || box.right > maxX || box.top < minY) return false;
  return taken.every(
    (other) =>
      box.right <= other.left ||
      box.left >= other.right ||
      box.bottom <= other.top ||
      box.top >= other.bottom,
  );
}
