// A thousand devices of 50 registers on a hundred endpoints, each read once a second: one endpoint is dead, one answers
// garbage, one after two seconds. What came of it: values that were wrong, devices that fell silent, errors of the period.

import { status } from '@campus/campus-model';
import { type DriverSession, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import { planOf } from '../unit/device-drivers/support.ts';
import type { EndpointOrder } from './modbus-devices.ts';
import { expectedValue, fixtureModel, pointsPerDevice } from './modbus-fixture.ts';
import { Devices } from './modbus-processes.ts';

export const endpoints = 100;
export const unitsEach = 10;
const periodMs = 1_000;
const lateMs = 2_000;
/** Which endpoints are bad, and how. */
export const bad = { dead: 3, garbage: 4, late: 5 } as const;
const rows = pointsPerDevice + 1;

/** What became of a device. */
interface DeviceStory {
  /** Monotonic times at which its first point had a good value. */
  readonly goodAt: number[];
  wrong: number;
}

export interface ThousandOutcome {
  /** Good samples whose value is not the device's. */
  readonly wrongValues: number;
  /** Devices of the other endpoints, by the longest time without a good value: [device, ms]. */
  readonly longestGaps: readonly (readonly [string, number])[];
  /** | time between two values − period | over all devices of the other endpoints. */
  readonly periodErrorsMs: readonly number[];
  /** Devices of the dead and the garbage endpoint that ever had a good value. */
  readonly falselyGood: readonly string[];
  readonly devices: number;
}

function orderOf(_: unknown, endpoint: number): EndpointOrder {
  const mode = endpoint === bad.dead ? 'dead' : endpoint === bad.garbage ? 'garbage' : 'good';
  const isLate = endpoint === bad.late;
  return { units: unitsEach, mode, delayMs: isLate ? lateMs : 0, isBus: isLate };
}

function planFor(port: number, endpoint: number): EndpointPlan {
  const model = fixtureModel(periodMs);
  const devices = Array.from({ length: unitsEach }, (_, i) => ({
    id: `e${endpoint}-d${i + 1}`,
    model,
    address: { unit: i + 1 },
  }));
  const plan = planOf('modbus', { host: '127.0.0.1', port, timeoutMs: 1_000 }, devices);
  return { ...plan, endpoint: { ...plan.endpoint, id: `e${endpoint}` } };
}

/** Runs it for so long after everything that can answer has answered. */
export async function runThousand(settleMs: number, watchMs: number): Promise<ThousandOutcome> {
  const fleet = await Devices.start(Array.from({ length: endpoints }, orderOf));
  const driver = await loadDriver('modbus');
  const stories = fleet.ports.map(() =>
    Array.from({ length: unitsEach }, (): DeviceStory => ({ goodAt: [], wrong: 0 })),
  );
  const sessions = fleet.ports.map((port, endpoint): DriverSession => {
    const sink = { sample: taking(endpoint, stories[endpoint]!), deviceState: () => {} };
    return driver.open(planFor(port, endpoint), sink, { clock: systemClock, log: silentLog });
  });
  try {
    for (const session of sessions) session.start();
    await pause(settleMs);
    const fromMs = performance.now();
    await pause(watchMs);
    return outcomeOf(stories, fromMs, performance.now());
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
    await fleet.end();
  }
}

function taking(endpoint: number, devices: readonly DeviceStory[]) {
  return (index: number, _timeMs: number, value: number, code: number): void => {
    const device = Math.floor(index / rows);
    const place = index % rows;
    const story = devices[device]!;
    if (code !== status.good) return;
    const point = Math.min(place, pointsPerDevice - 1);
    if (value !== expectedValue(endpoint, device + 1, point)) story.wrong++;
    if (place === 0) story.goodAt.push(performance.now());
  };
}

function outcomeOf(
  stories: readonly (readonly DeviceStory[])[],
  fromMs: number,
  toMs: number,
): ThousandOutcome {
  const all = stories.flatMap((devices, endpoint) =>
    devices.map((story, i) => ({ id: `e${endpoint}-d${i + 1}`, endpoint, story })),
  );
  const healthy = all.filter(({ endpoint }) => !Object.values<number>(bad).includes(endpoint));
  const mute = all.filter(({ endpoint }) => endpoint === bad.dead || endpoint === bad.garbage);
  return {
    wrongValues: all.reduce((sum, { story }) => sum + story.wrong, 0),
    longestGaps: healthy.map(({ id, story }) => [id, longestGap(story.goodAt, fromMs, toMs)] as const),
    periodErrorsMs: healthy.flatMap(({ story }) => periodErrors(story.goodAt, fromMs)),
    falselyGood: mute.filter(({ story }) => story.goodAt.length > 0).map(({ id }) => id),
    devices: all.length,
  };
}

function longestGap(times: readonly number[], fromMs: number, toMs: number): number {
  const seen = [fromMs, ...times.filter((at) => at > fromMs), toMs];
  return Math.max(...seen.slice(1).map((at, i) => at - seen[i]!));
}

function periodErrors(times: readonly number[], fromMs: number): number[] {
  const seen = times.filter((at) => at > fromMs);
  return seen.slice(1).map((at, i) => Math.abs(at - seen[i]! - periodMs));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
