// How SNMP is polled: objects of one period go into as few messages as the agent takes, each with the agent's up time,
// by which a restart shows. What an agent refuses as a whole is asked for in halves until the culprit stands alone.
import { type Point, status } from '@campus/campus-model/plain';
import type { Clock, Log } from '@campus/runtime';
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type { Dialect, Got, LinkEvents, PlannedWrite, PollRead, ReadAnswer } from '../polling/dialect.ts';
import { judgeValue, missing } from '../sampling.ts';
import { decodeTold, encodeValue, oidOf, type Told } from './codec.ts';
import { SnmpLink } from './link.ts';
import { Rates } from './rates.ts';
import type { SnmpDevice, SnmpEndpoint, SnmpModel, SnmpPoint } from './settings.ts';

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const defaultPeriodMs = 1_000;

export interface SnmpRequest {
  readonly points: readonly DriverPoint[];
  /** Each once; several points may show the same object. */
  readonly oids: readonly string[];
  readonly periodMs: number;
}

export class SnmpDialect implements Dialect<SnmpLink, SnmpRequest> {
  readonly #settings: SnmpEndpoint;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #rates = new Map<DriverDevice, Rates>();

  constructor(settings: SnmpEndpoint, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  get timeoutMs(): number {
    return this.#settings.timeoutMs;
  }

  newLink(_events: LinkEvents): SnmpLink {
    return new SnmpLink(this.#settings);
  }

  readsOf(device: DriverDevice): PollRead<SnmpRequest>[] {
    const { maxValues } = device.model.settings as SnmpModel;
    const byPeriod = Map.groupBy(device.points, ({ point }) => point.periodMs ?? defaultPeriodMs);
    return [...byPeriod].flatMap(([periodMs, points]) =>
      batchesOf(device, points, maxValues).map((batch) => readOf(device, batch, periodMs)),
    );
  }

  async read(link: SnmpLink, device: DriverDevice, request: SnmpRequest): Promise<ReadAnswer<SnmpRequest>> {
    const got = await link.get([sysUpTime, ...request.oids]);
    if (!got.ok) {
      const isTooMuch = got.failure.kind === 'refused' && request.points.length > 1;
      return { ok: false, failure: got.failure, ...(isTooMuch ? { instead: halves(device, request) } : {}) };
    }
    const [up, ...told] = got.told;
    const atS = this.#noteUpTime(device, up);
    const toldOf = new Map(request.oids.map((oid, i) => [oid, told[i]]));
    const { rowOffset } = device.device.address as SnmpDevice;
    return {
      ok: true,
      got: request.points.map((driverPoint) => {
        const address = driverPoint.point.address as SnmpPoint;
        return this.#gotOf(device, driverPoint, toldOf.get(oidOf(address, rowOffset)), atS);
      }),
    };
  }

  readOne(device: DriverDevice, driverPoint: DriverPoint): SnmpRequest {
    return readOf(device, [driverPoint], defaultPeriodMs).request;
  }

  plannedWrite(device: DriverDevice, point: Point, value: number): PlannedWrite<SnmpLink> {
    const address = point.address as SnmpPoint;
    const integer = encodeValue(address, value);
    if (integer === null) {
      return {
        ok: false,
        reason: 'value-out-of-range',
        detail: `${value} cannot be put into ${address.oid}`,
      };
    }
    const oid = oidOf(address, (device.device.address as SnmpDevice).rowOffset);
    return {
      ok: true,
      send: async (link) => {
        const got = await link.set(oid, integer);
        return got.ok ? { ok: true } : got;
      },
    };
  }

  #noteUpTime(device: DriverDevice, up: Told | undefined): number {
    const rates = this.#ratesOf(device);
    const ticks = up?.kind === 'number' ? up.value : null;
    if (ticks !== null && rates.noteUpTime(ticks)) {
      this.#log.info({ device: device.device.id, upS: ticks / 100 }, 'the device was started anew');
    }
    return rates.secondsNow(ticks, this.#clock.monotonic());
  }

  #gotOf(device: DriverDevice, driverPoint: DriverPoint, told: Told | undefined, atS: number): Got {
    const { point, index } = driverPoint;
    const address = point.address as SnmpPoint;
    if (!address.isRate || told?.kind !== 'number')
      return { driverPoint, ...decodeTold(point, address, told) };
    const rate = this.#ratesOf(device).rateOf(index, told.value, told.wrapsAt, atS);
    const reading =
      rate === null ? missing(status.waitingForInitialData) : judgeValue(point, rate * (address.scale ?? 1));
    return { driverPoint, reading };
  }

  #ratesOf(device: DriverDevice): Rates {
    const rates = this.#rates.get(device) ?? new Rates();
    this.#rates.set(device, rates);
    return rates;
  }
}

function readOf(
  device: DriverDevice,
  points: readonly DriverPoint[],
  periodMs: number,
): PollRead<SnmpRequest> {
  const { rowOffset } = device.device.address as SnmpDevice;
  const oids = new Set(points.map(({ point }) => oidOf(point.address as SnmpPoint, rowOffset)));
  return { points, periodMs, request: { points, oids: [...oids], periodMs } };
}

/** Points in groups of at most `most` objects; points that show one object stay together. */
function batchesOf(device: DriverDevice, points: readonly DriverPoint[], most: number): DriverPoint[][] {
  const { rowOffset } = device.device.address as SnmpDevice;
  const byObject = [
    ...Map.groupBy(points, ({ point }) => oidOf(point.address as SnmpPoint, rowOffset)).values(),
  ];
  const batches: DriverPoint[][] = [];
  for (let at = 0; at < byObject.length; at += most) batches.push(byObject.slice(at, at + most).flat());
  return batches;
}

function halves(
  device: DriverDevice,
  { points, oids, periodMs }: SnmpRequest,
): PollRead<SnmpRequest>[] | undefined {
  if (oids.length < 2) return undefined;
  const parts = batchesOf(device, points, Math.ceil(oids.length / 2));
  return parts.map((part) => readOf(device, part, periodMs));
}
