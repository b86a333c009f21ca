// A projector: a lamp that takes its time to warm up and to cool down, and refuses orders meanwhile. A pure step.

export const lampStates = { off: 0, on: 1, cooling: 2, warming: 3 } as const;

export interface Projector {
  /** One of `lampStates`. */
  readonly state: number;
  /** Seconds in this state. */
  readonly sinceS: number;
  readonly isPictureMuted: boolean;
  readonly isSoundMuted: boolean;
  readonly isFrozen: boolean;
}

/** How long the lamp takes; a display's panel takes none. */
export interface ProjectorTimes {
  readonly warmUpS: number;
  readonly coolDownS: number;
}

export const lampTimes: ProjectorTimes = { warmUpS: 30, coolDownS: 90 };
export const panelTimes: ProjectorTimes = { warmUpS: 0, coolDownS: 0 };

export const offProjector: Projector = {
  state: lampStates.off,
  sinceS: 0,
  isPictureMuted: false,
  isSoundMuted: false,
  isFrozen: false,
};

const onW = 310;
const warmingW = 340;
const coolingW = 45;
const standbyW = 0.5;

export function stepProjector(projector: Projector, times: ProjectorTimes, dtS: number): Projector {
  const sinceS = projector.sinceS + dtS;
  const { state } = projector;
  if (state === lampStates.warming && sinceS >= times.warmUpS)
    return { ...projector, state: lampStates.on, sinceS: 0 };
  if (state === lampStates.cooling && sinceS >= times.coolDownS) return { ...offProjector };
  return { ...projector, sinceS };
}

/** Switched on or off; unchanged while the lamp is on its way. Without lamp times it is there at once. */
export function orderProjector(projector: Projector, isOn: boolean, times: ProjectorTimes): Projector {
  if (isOn && projector.state === lampStates.off) {
    return stepProjector({ ...offProjector, state: lampStates.warming }, times, 0);
  }
  if (!isOn && projector.state === lampStates.on) {
    return stepProjector({ ...projector, state: lampStates.cooling, sinceS: 0 }, times, 0);
  }
  return projector;
}

export function projectorW({ state }: Projector): number {
  if (state === lampStates.on) return onW;
  if (state === lampStates.warming) return warmingW;
  return state === lampStates.cooling ? coolingW : standbyW;
}
