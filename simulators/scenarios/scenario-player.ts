// Plays scenarios: begins them, remembers how to end them, and brings back the calm.
import type { Text } from '@campus/campus-model';
import { scenarios } from './all-scenarios.ts';
import type { Scenario, Stage } from './scenario.ts';

export interface RunningScenario {
  readonly name: string;
  readonly spaceId: string;
}

export interface ScenarioListing {
  readonly name: string;
  readonly title: Text;
  readonly description: Text;
}

export type PlayResult =
  | { readonly ok: true; readonly running: readonly RunningScenario[] }
  | { readonly ok: false; readonly reason: 'unknown-scenario' | 'unknown-space' | 'no-place' };

/** Ends all scenarios, lets go every held value and lifts every fault. */
export const calm: ScenarioListing = {
  name: 'calm',
  title: { zh: '恢复平静', en: 'Calm' },
  description: {
    zh: '结束所有场景，撤销故障和手动设定的测量值。',
    en: 'Ends all scenarios, lifts faults and lets go the values held from outside.',
  },
};

export class ScenarioPlayer {
  readonly #stage: Stage;
  readonly #running = new Map<string, { readonly spaceId: string; readonly end: () => void }>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get running(): RunningScenario[] {
    return [...this.#running].map(([name, { spaceId }]) => ({ name, spaceId }));
  }

  get listing(): readonly ScenarioListing[] {
    return [...scenarios.map(({ name, title, description }) => ({ name, title, description })), calm];
  }

  /** A scenario that runs already begins anew, elsewhere if another space is named. */
  play(name: string, spaceId?: string): PlayResult {
    if (name === calm.name) return this.#calm();
    const scenario = scenarios.find((it) => it.name === name);
    if (!scenario) return { ok: false, reason: 'unknown-scenario' };
    const place = this.#placeOf(scenario, spaceId);
    if (typeof place !== 'string') return place;
    this.#running.get(name)?.end();
    this.#running.set(name, { spaceId: place, end: scenario.begin(this.#stage, place) });
    this.#stage.simulation.step();
    return { ok: true, running: this.running };
  }

  #calm(): PlayResult {
    for (const { end } of this.#running.values()) end();
    this.#running.clear();
    this.#stage.faults.clear();
    for (const device of this.#stage.simulation.devices.values()) device.letGo();
    this.#stage.simulation.step();
    return { ok: true, running: [] };
  }

  #placeOf(scenario: Scenario, spaceId: string | undefined): string | Extract<PlayResult, { ok: false }> {
    if (spaceId === undefined) return scenario.place(this.#stage) ?? { ok: false, reason: 'no-place' };
    return this.#stage.simulation.world.rooms.has(spaceId) ? spaceId : { ok: false, reason: 'unknown-space' };
  }
}
