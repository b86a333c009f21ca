// DL/T 645 as a polled line speaks it: what is asked, how answers are put together, how the relay is switched.
import type { Point } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type {
  Dialect,
  Failure,
  LinkEvents,
  PlannedWrite,
  PollRead,
  ReadAnswer,
  WriteAnswer,
} from '../polling/dialect.ts';
import { lowFirst } from '../serial-line/bcd.ts';
import { type LineAnswer, SerialLine } from '../serial-line/serial-line.ts';
import {
  type Answer,
  controlFunction,
  cutAnswer,
  type Edition,
  editions,
  encodeRequest,
  refusalDetail,
  relayOrder,
} from './codec.ts';
import { itemRead, type MeterRead, readsOf } from './reads.ts';
import type { Dlt645Device, Dlt645Endpoint, Dlt645Model, Dlt645PointAddress } from './settings.ts';
import { gotOf } from './values.ts';

/** Frames of one answer: a longer one is no meter's data that is read here. */
const mostFrames = 16;
/** A relay order that comes later than this does nothing; meters' clocks may differ by some minutes. */
const orderValidMs = 5 * 60_000;

export class Dlt645Dialect implements Dialect<SerialLine, MeterRead> {
  readonly timeoutMs: number;
  readonly #settings: Dlt645Endpoint;
  readonly #clock: Clock;

  constructor(settings: Dlt645Endpoint, clock: Clock) {
    this.timeoutMs = settings.timeoutMs;
    this.#settings = settings;
    this.#clock = clock;
  }

  newLink(events: LinkEvents): SerialLine {
    return new SerialLine(this.#settings, this.#clock, events);
  }

  readsOf(device: DriverDevice): PollRead<MeterRead>[] {
    return readsOf(device);
  }

  readOne(_: DriverDevice, driverPoint: DriverPoint): MeterRead {
    return itemRead([driverPoint]);
  }

  async read(line: SerialLine, device: DriverDevice, request: MeterRead): Promise<ReadAnswer<MeterRead>> {
    const edition = editions[(device.model.settings as Dlt645Model).edition];
    const { address } = device.device.address as Dlt645Device;
    const data = await this.#readData(line, address, edition, request.id);
    if (Buffer.isBuffer(data)) {
      return { ok: true, got: request.spans.map(({ driverPoint, at }) => gotOf(driverPoint, data, at)) };
    }
    const isDivided = data.kind === 'refused' && request.instead !== undefined;
    return { ok: false, failure: data, ...(isDivided ? { instead: request.instead } : {}) };
  }

  plannedWrite(device: DriverDevice, point: Point, value: number): PlannedWrite<SerialLine> {
    const { address, password, operator } = device.device.address as Dlt645Device;
    const target = point.address as Dlt645PointAddress;
    if (target.format !== 'bit' || target.command !== 'relay') {
      return { ok: false, reason: 'not-writable', detail: `${point.pointId} has no command` };
    }
    if (password === undefined) {
      const detail = `${device.device.id}: its address names no password, so its relay is not switched`;
      return { ok: false, reason: 'not-writable', detail };
    }
    if (value !== 0 && value !== 1) {
      return { ok: false, reason: 'value-out-of-range', detail: `${value} is neither 0 nor 1` };
    }
    const send = (line: SerialLine): Promise<WriteAnswer> => {
      const localMs = this.#clock.now() + this.#settings.utcOffsetMinutes * 60_000;
      const order = { isOn: value === 1, password, operator, validUntilMs: localMs + orderValidMs };
      return this.#order(line, address, relayOrder(order));
    };
    return { ok: true, send };
  }

  async #order(line: SerialLine, address: string, data: Buffer): Promise<WriteAnswer> {
    const answer = await this.#ask(line, address, controlFunction, data, () => true);
    if (!answer.ok) return answer;
    if (!answer.value.isRefused) return { ok: true };
    return { ok: false, failure: { kind: 'refused', detail: refusalDetail(answer.value) } };
  }

  /** An item's data without its identifier, all frames of it. */
  async #readData(
    line: SerialLine,
    address: string,
    edition: Edition,
    id: string,
  ): Promise<Buffer | Failure> {
    const wanted = lowFirst(id);
    const parts: Buffer[] = [];
    for (let number = 0; number < mostFrames; number++) {
      const isFirst = number === 0;
      const tail = !isFirst && edition.isNumbered ? Buffer.from([number]) : Buffer.alloc(0);
      const accept = ({ data }: Answer): boolean =>
        data.subarray(0, wanted.length).equals(wanted) &&
        data.subarray(data.length - tail.length).equals(tail);
      const functionCode = isFirst ? edition.read : edition.readMore;
      const answer = await this.#ask(line, address, functionCode, Buffer.concat([wanted, tail]), accept);
      if (!answer.ok) return answer.failure;
      const { data, isRefused, hasMore } = answer.value;
      if (isRefused) return { kind: 'refused', detail: `${id}: ${refusalDetail(answer.value)}` };
      parts.push(data.subarray(wanted.length, data.length - tail.length));
      if (!hasMore) return Buffer.concat(parts);
    }
    return { kind: 'garbled', detail: `${id}: an answer of more than ${mostFrames} frames` };
  }

  #ask(
    line: SerialLine,
    address: string,
    functionCode: number,
    data: Buffer,
    accept: (answer: Answer) => boolean,
  ): Promise<LineAnswer<Answer>> {
    return line.ask({
      bytes: encodeRequest(address, functionCode, data),
      timeoutMs: this.timeoutMs,
      cut: (bytes) => cutAnswer(bytes, address, functionCode, accept),
    });
  }
}
