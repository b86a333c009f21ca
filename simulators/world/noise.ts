// Repeatable noise: the same seed, name and moment give the same number, in whatever order it is asked for.

/** Hash of a name (FNV-1a), to tell the noise of one thing from another's. */
export function hashOf(name: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A number in [0, 1) for a thing and a whole number, e.g. a time slot. */
export function noiseAt(hash: number, slot: number): number {
  let mixed = Math.imul(hash ^ Math.imul(slot | 0, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}

/** Smooth noise in [-1, 1]: goes from one random value to the next within `periodS`. */
export function waveAt(hash: number, timeS: number, periodS: number): number {
  const slot = Math.floor(timeS / periodS);
  const part = timeS / periodS - slot;
  const [from, to] = [noiseAt(hash, slot), noiseAt(hash, slot + 1)];
  return 2 * (from + (to - from) * part) - 1;
}
