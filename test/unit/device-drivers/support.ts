// What the driver tests share: plans made of device models, a sink that remembers, waiting for an outcome.
import { createServer } from 'node:net';
import type { DeviceModel, Point, Protocol, StatusName } from '@campus/campus-model';
import { type DriverDevice, type DriverSink, deviceModels, type EndpointPlan } from '@campus/device-drivers';

export interface PlannedDevice {
  readonly id: string;
  readonly model: string | DeviceModel;
  readonly address: Record<string, unknown>;
}

/** An endpoint plan of these devices; points are numbered in order. */
export function planOf(
  protocol: Protocol,
  settings: Record<string, unknown>,
  planned: readonly PlannedDevice[],
): EndpointPlan {
  let index = 0;
  const devices = planned.map(({ id, model: named, address }): DriverDevice => {
    const model = typeof named === 'string' ? deviceModels.get(named)! : named;
    return {
      model,
      device: {
        id,
        name: model.name,
        modelId: model.id,
        kind: model.kind,
        system: model.system,
        gatewayId: 'gw',
        endpointId: 'endpoint',
        spaceId: 'room',
        address,
      },
      points: model.points.map((point) => ({
        index: index++,
        point: {
          ...point,
          pointId: `${id}/${point.id}`,
          deviceId: id,
          gatewayId: 'gw',
          spaceId: 'room',
          system: model.system,
        },
      })),
    };
  });
  return { endpoint: { id: 'endpoint', gatewayId: 'gw', protocol, settings }, devices };
}

export function pointOf(plan: EndpointPlan, pointId: string): Point {
  for (const { points } of plan.devices) {
    const found = points.find(({ point }) => point.pointId === pointId);
    if (found) return found.point;
  }
  throw new Error(`no point ${pointId}`);
}

export interface SeenSample {
  readonly pointId: string;
  readonly timeMs: number;
  readonly value: number;
  readonly status: number;
  readonly text?: string;
}

/** Remembers what a driver says. */
export class SeenSink implements DriverSink {
  readonly samples: SeenSample[] = [];
  readonly states: { deviceId: string; isOnline: boolean; reason: StatusName }[] = [];
  readonly #ids: string[] = [];

  constructor(plan: EndpointPlan) {
    for (const { points } of plan.devices) {
      for (const { index, point } of points) this.#ids[index] = point.pointId;
    }
  }

  sample(index: number, timeMs: number, value: number, status: number, text?: string): void {
    this.samples.push({
      pointId: this.#ids[index]!,
      timeMs,
      value,
      status,
      ...(text === undefined ? {} : { text }),
    });
  }

  deviceState(deviceId: string, isOnline: boolean, reason: StatusName): void {
    this.states.push({ deviceId, isOnline, reason });
  }

  last(pointId: string): SeenSample | undefined {
    return this.samples.findLast((sample) => sample.pointId === pointId);
  }

  isOnline(deviceId: string): boolean | undefined {
    return this.states.findLast((state) => state.deviceId === deviceId)?.isOnline;
  }
}

/** Waits until the check gives something; fails after `deadlineMs`. */
export async function until<T>(
  check: () => T | undefined | false | null,
  what: string,
  deadlineMs = 10_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const got = check();
    if (got !== undefined && got !== false && got !== null) return got;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
