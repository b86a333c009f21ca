// A VR headset: its battery, warmth and tracking. A pure step.
import { clamp, relax } from './relax.ts';

export interface Headset {
  readonly batteryPercent: number;
  readonly isCharging: boolean;
  readonly isOnline: boolean;
  readonly temperatureC: number;
  /** OpenVR ETrackingResult: 1 uninitialised, 200 running, 201 out of range. */
  readonly tracking: number;
}

const drainPercentPerH = 26;
const standbyPercentPerH = 0.6;
const chargePercentPerH = 55;
const wornRiseK = 14;
const chargingRiseK = 5;
const warmingPerS = 1 / 900;

/** `isWorn`: a learner uses it. One that is not used stands in the charging cabinet while the lab is in use. */
export function stepHeadset(
  headset: Headset,
  use: {
    readonly isWorn: boolean;
    readonly roomC: number;
    readonly mayCharge: boolean;
    readonly luck: number;
  },
  dtS: number,
): Headset {
  const isWorn = use.isWorn && headset.batteryPercent > 3;
  const isCharging = !isWorn && use.mayCharge && headset.batteryPercent < (headset.isCharging ? 100 : 96);
  const rate = isWorn ? -drainPercentPerH : isCharging ? chargePercentPerH : -standbyPercentPerH;
  const warm = use.roomC + (isWorn ? wornRiseK : isCharging ? chargingRiseK : 0);
  return {
    batteryPercent: clamp(headset.batteryPercent + (rate * dtS) / 3600, 0, 100),
    isCharging,
    isOnline: isWorn || headset.batteryPercent > 1,
    temperatureC: relax(headset.temperatureC, warm, warmingPerS, 0, dtS),
    tracking: isWorn ? (use.luck < 0.004 ? 201 : 200) : 1,
  };
}
