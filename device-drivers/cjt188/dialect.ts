// CJ/T 188 as a polled line speaks it: one request brings all of a meter; the valve is opened and closed.
import type { Point } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type {
  Dialect,
  LinkEvents,
  PlannedWrite,
  PollRead,
  ReadAnswer,
  WriteAnswer,
} from '../polling/dialect.ts';
import { type LineAnswer, SerialLine } from '../serial-line/serial-line.ts';
import {
  type Answer,
  cutAnswer,
  encodeRequest,
  functions,
  type Meter,
  valveId,
  valveOrder,
} from './codec.ts';
import type { Cjt188Device, Cjt188Endpoint, Cjt188Model, Cjt188PointAddress } from './settings.ts';
import { gotOf } from './values.ts';

/** For a point that names no period. */
const defaultPeriodMs = 5_000;
const sequences = 256;

export interface MeterRead {
  readonly id: string;
  readonly points: readonly DriverPoint[];
}

export class Cjt188Dialect implements Dialect<SerialLine, MeterRead> {
  readonly timeoutMs: number;
  readonly #settings: Cjt188Endpoint;
  readonly #clock: Clock;
  #sequence = 0;

  constructor(settings: Cjt188Endpoint, clock: Clock) {
    this.timeoutMs = settings.timeoutMs;
    this.#settings = settings;
    this.#clock = clock;
  }

  newLink(events: LinkEvents): SerialLine {
    return new SerialLine(this.#settings, this.#clock, events);
  }

  readsOf({ points }: DriverDevice): PollRead<MeterRead>[] {
    const byId = Map.groupBy(points, ({ point }) => (point.address as Cjt188PointAddress).id);
    return [...byId].map(([id, sharing]) => ({
      points: sharing,
      periodMs: Math.min(...sharing.map(({ point }) => point.periodMs ?? defaultPeriodMs)),
      request: { id, points: sharing },
    }));
  }

  readOne(_: DriverDevice, driverPoint: DriverPoint): MeterRead {
    return { id: (driverPoint.point.address as Cjt188PointAddress).id, points: [driverPoint] };
  }

  async read(
    line: SerialLine,
    device: DriverDevice,
    { id, points }: MeterRead,
  ): Promise<ReadAnswer<MeterRead>> {
    const answer = await this.#ask(line, meterOf(device), functions.read, id, Buffer.alloc(0));
    if (!answer.ok) return answer;
    if (answer.value.isRefused) {
      return { ok: false, failure: { kind: 'refused', detail: `the meter does not have ${id}` } };
    }
    const { data } = answer.value;
    return { ok: true, got: points.map((driverPoint) => gotOf(driverPoint, data)) };
  }

  plannedWrite(device: DriverDevice, point: Point, value: number): PlannedWrite<SerialLine> {
    const target = point.address as Cjt188PointAddress;
    if (target.format !== 'bits' || target.command !== 'valve') {
      return { ok: false, reason: 'not-writable', detail: `${point.pointId} has no command` };
    }
    if (value !== 0 && value !== 1) {
      return { ok: false, reason: 'value-out-of-range', detail: `${value} is neither 0 nor 1` };
    }
    return { ok: true, send: (line) => this.#order(line, meterOf(device), value === 1) };
  }

  async #order(line: SerialLine, meter: Meter, isOpen: boolean): Promise<WriteAnswer> {
    const answer = await this.#ask(line, meter, functions.write, valveId, valveOrder(isOpen));
    if (!answer.ok) return answer;
    if (!answer.value.isRefused) return { ok: true };
    return { ok: false, failure: { kind: 'refused', detail: 'the meter refused the valve order' } };
  }

  #ask(line: SerialLine, meter: Meter, code: number, id: string, data: Buffer): Promise<LineAnswer<Answer>> {
    this.#sequence = (this.#sequence + 1) % sequences;
    return line.ask({
      bytes: encodeRequest(meter, code, id, this.#sequence, data),
      timeoutMs: this.timeoutMs,
      cut: (bytes) => cutAnswer(bytes, meter, code, id),
    });
  }
}

function meterOf({ device, model }: DriverDevice): Meter {
  const { address, type } = device.address as Cjt188Device;
  const { type: modelType, idOrder } = model.settings as Cjt188Model;
  return { type: type ?? modelType, address, idOrder };
}
