// Light at the desks: what comes through the windows and what the lamps give.
import type { SpaceKind } from '@campus/campus-model';

/** All groups together, at the desks (GB/T 36876-2018 asks 300 lx maintained; new lamps give somewhat more). */
const lampLux = 350;
/** Of the light outside, at a desk, with the curtains as schools have them. */
const daylightFactor = 0.011;

const windowless: readonly SpaceKind[] = ['plant-room', 'cold-store', 'studio'];

export function daylightInside(kind: SpaceKind, outsideLux: number): number {
  return windowless.includes(kind) ? 0 : outsideLux * daylightFactor;
}

/** `shareOn` is the share of the lamps that burn, 0 to 1. */
export function deskLux(kind: SpaceKind, outsideLux: number, shareOn: number): number {
  return daylightInside(kind, outsideLux) + lampLux * shareOn;
}
