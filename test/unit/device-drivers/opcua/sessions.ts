// Sessions of the driver against the tests' server, on settings as a person writes them.
import type { DeviceModel } from '@campus/campus-model';
import {
  type DriverContext,
  type DriverSession,
  type EndpointPlan,
  loadDriver,
} from '@campus/device-drivers';
import { type Clock, createLog, systemClock } from '@campus/runtime';
import { deviceModel, point, text } from '../../../../device-drivers/device-models/point-builder.ts';
import { type PlannedDevice, planOf, SeenSink } from '../support.ts';

export const machine: PlannedDevice = { id: 'cnc', model: 'cnc-machine', address: { root: 'ns=1;s=CNC1' } };

/** Waits, timeouts and signs of life pass so many times faster, until it is told otherwise; wall time is as it is. */
export class HastyClock implements Clock {
  #haste: number;
  #sinceMs = performance.now();
  #passedMs = 0;

  constructor(haste: number) {
    this.#haste = haste;
  }

  set haste(haste: number) {
    this.#passedMs = this.monotonic();
    this.#sinceMs = performance.now();
    this.#haste = haste;
  }

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return this.#passedMs + (performance.now() - this.#sinceMs) * this.#haste;
  }

  after(delayMs: number, run: () => void): () => void {
    return systemClock.after(delayMs / this.#haste, run);
  }

  every(periodMs: number, run: () => void): () => void {
    return systemClock.every(Math.max(20, periodMs / this.#haste), run);
  }
}

export interface OpenedSession {
  readonly plan: EndpointPlan;
  readonly sink: SeenSink;
  readonly session: DriverSession;
  /** Lines of its log, where it was asked to keep them. */
  readonly lines: string[];
}

export async function openSession(
  settings: Record<string, unknown>,
  folder: string,
  devices: readonly PlannedDevice[] = [machine],
  context: Partial<DriverContext> = {},
): Promise<OpenedSession> {
  const plan = planOf('opcua', { host: '127.0.0.1', timeoutMs: 3_000, ...settings }, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('opcua');
  const lines: string[] = [];
  const log = createLog('test', (line) => void lines.push(line));
  const session = driver.open(plan, sink, { clock: systemClock, log, random: () => 0, folder, ...context });
  session.start();
  return { plan, sink, session, lines };
}

/** A model of numbers of which each change is told: the server is asked not to sample them but to report. */
export function countingModel(ids: readonly string[]): DeviceModel {
  return deviceModel({
    id: 'counting',
    name: text('计数', 'counting'),
    maker: 'test',
    kind: 'machine',
    system: 'workshop',
    protocol: 'opcua',
    source: 'example',
    points: ids.map((id) =>
      point(
        { id, name: text(id, id), quantity: 'count', deadband: 0, range: { min: 0, max: 1e9 } },
        { node: id },
        { periodMs: 0, heartbeatMs: 600_000 },
      ),
    ),
  });
}
