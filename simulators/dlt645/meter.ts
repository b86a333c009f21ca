// One DL/T 645 meter: what it answers to requests. It takes relay orders with its password, before they run out.
import type { Clock } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { encodeAnswer, encodeDigits, type Request } from './frame.ts';
import type { MeterMap } from './meter-maps.ts';

const answered = 0x80;
const more = 0x20;
const refused = 0x40;
const errorBits = { other: 0x01, noSuchData: 0x02, password: 0x04 } as const;
const statusWord3 = '04000503';
const dateId = '04000101';
const relayControl = 0x1c;

export interface MeterOptions {
  readonly device: SimulatedDevice;
  readonly map: MeterMap;
  /** Twelve digits. */
  readonly address: string;
  /** Level and six digits, as an order must name them. */
  readonly password: string;
  readonly clock: Clock;
  /** Of its clock. */
  readonly utcOffsetMinutes: number;
}

export class Meter {
  readonly #options: MeterOptions;

  constructor(options: MeterOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.device.id;
  }

  /** `AA` in the asked address fits any digits. */
  isMeant(address: Buffer): boolean {
    const own = Buffer.from(this.#options.address, 'hex').reverse();
    return address.every((byte, i) => byte === 0xaa || byte === own[i]);
  }

  /** Null where it says nothing, as a meter does on what it does not know. */
  answer({ control, data }: Request): { readonly bytes: Buffer; readonly isWritten: boolean } | null {
    const { map } = this.#options;
    const [read, next] = map.edition === 2007 ? [0x11, 0x12] : [0x01, 0x02];
    if (control === read) return { bytes: this.#read(control, data, 0), isWritten: false };
    if (control === next) {
      const number = map.edition === 2007 ? (data.at(-1) ?? 0) : 1;
      return { bytes: this.#read(control, data, number), isWritten: false };
    }
    if (control === relayControl && map.edition === 2007) return this.#switch(control, data);
    return null;
  }

  #frame(control: number, data: Buffer): Buffer {
    return encodeAnswer(this.#options.address, control, data);
  }

  #refusal(control: number, error: number): Buffer {
    return this.#frame(control | answered | refused, Buffer.from([error]));
  }

  #read(control: number, data: Buffer, number: number): Buffer {
    const { map } = this.#options;
    const wire = data.subarray(0, map.edition === 2007 ? 4 : 2);
    const all = this.#dataOf(Buffer.from(wire).reverse().toString('hex').toUpperCase());
    if (!all) return this.#refusal(control, errorBits.noSuchData);
    const part = all.subarray(number * map.frameBytes, (number + 1) * map.frameBytes);
    const isLast = (number + 1) * map.frameBytes >= all.length;
    const tail = number > 0 && map.edition === 2007 ? [number] : [];
    return this.#frame(control | answered | (isLast ? 0 : more), Buffer.from([...wire, ...part, ...tail]));
  }

  #dataOf(id: string): Buffer | null {
    const { map, device } = this.#options;
    const block = map.blocks?.[id];
    if (block) return Buffer.concat(block.map((part) => this.#dataOf(part)!));
    if (id === dateId && map.hasDate) return this.#date();
    if (id === statusWord3 && map.relayPoint) {
      return Buffer.from([device.number(map.relayPoint) === 1 ? 0 : 0x10, 0]);
    }
    const item = map.items[id];
    return item
      ? encodeDigits(device.number(item.point), item.step, item.bytes, item.isSigned ?? false)
      : null;
  }

  #localTime(): Date {
    const { clock, utcOffsetMinutes } = this.#options;
    return new Date(clock.now() + utcOffsetMinutes * 60_000);
  }

  /** WW DD MM YY. */
  #date(): Buffer {
    const now = this.#localTime();
    const parts = [now.getUTCDay(), now.getUTCDate(), now.getUTCMonth() + 1, now.getUTCFullYear() % 100];
    return Buffer.from(parts.map((part) => Math.floor(part / 10) * 16 + (part % 10)));
  }

  /** PA P0–P2 C0–C3 N1 N2 N3–N8. */
  #switch(control: number, data: Buffer): { readonly bytes: Buffer; readonly isWritten: boolean } {
    const { password, map, device } = this.#options;
    const refusal = (error: number) => ({ bytes: this.#refusal(control, error), isWritten: false });
    if (!map.relayPoint || data.length !== 16) return refusal(errorBits.noSuchData);
    const given =
      data.subarray(0, 1).toString('hex') + Buffer.from(data.subarray(1, 4)).reverse().toString('hex');
    if (given !== password) return refusal(errorBits.password);
    const order = data[8];
    if ((order !== 0x1a && order !== 0x1c) || this.#isOver(data.subarray(10, 16)))
      return refusal(errorBits.other);
    device.operate(map.relayPoint, order === 0x1c ? 1 : 0);
    return { bytes: this.#frame(control | answered, Buffer.alloc(0)), isWritten: true };
  }

  /** ssmmhhDDMMYY. */
  #isOver(until: Buffer): boolean {
    const [year, month, day, hour, minute, second] = [...until]
      .reverse()
      .map((byte) => Number(byte.toString(16)));
    return Date.UTC(2000 + year!, month! - 1, day!, hour!, minute!, second!) < this.#localTime().getTime();
  }
}
