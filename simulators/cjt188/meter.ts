// One CJ/T 188 meter: what it answers to requests.
import type { Clock } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { encodeAnswer, encodeDigits, type Request } from './frame.ts';
import type { MeterMap, MeterPart } from './meter-maps.ts';

const answered = 0x80;
const refused = 0x40;
const read = 0x01;
const write = 0x04;
const dataId = Buffer.from([0x1f, 0x90]);
const valveId = Buffer.from([0x17, 0xa0]);
const open = 0x55;
const close = 0x99;

export interface MeterOptions {
  readonly device: SimulatedDevice;
  readonly map: MeterMap;
  /** Fourteen digits. */
  readonly address: string;
  /** Where it differs from the map's. */
  readonly type?: number;
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

  /** `AA` in the asked address or type fits any. */
  isMeant({ type, address }: Request): boolean {
    const own = Buffer.from(this.#options.address, 'hex').reverse();
    const isAddressed = address.every((byte, i) => byte === 0xaa || byte === own[i]);
    return isAddressed && (type === 0xaa || type === this.#type);
  }

  answer({ control, data }: Request): { readonly bytes: Buffer; readonly isWritten: boolean } | null {
    const [id, sequence] = [data.subarray(0, 2), data[2] ?? 0];
    if (control === read && id.equals(dataId)) {
      const body = Buffer.concat([
        id,
        Buffer.from([sequence]),
        ...this.#map.parts.map((part) => this.#bytes(part)),
      ]);
      return { bytes: this.#frame(read | answered, body), isWritten: false };
    }
    if (control === write && id.equals(valveId)) return this.#operate(sequence, data[3]);
    const status = this.#bytes(this.#map.parts.find(({ kind }) => kind === 'status')!);
    const refusal = Buffer.concat([Buffer.from([sequence]), status]);
    return { bytes: this.#frame(control | answered | refused, refusal), isWritten: false };
  }

  get #map(): MeterMap {
    return this.#options.map;
  }

  get #type(): number {
    return this.#options.type ?? this.#map.type;
  }

  #frame(control: number, data: Buffer): Buffer {
    return encodeAnswer(this.#type, this.#options.address, control, data);
  }

  #operate(
    sequence: number,
    order: number | undefined,
  ): { readonly bytes: Buffer; readonly isWritten: boolean } {
    const { valvePoint, parts } = this.#map;
    const isTaken = valvePoint !== undefined && (order === open || order === close);
    if (isTaken) this.#options.device.operate(valvePoint, order === open ? 1 : 0);
    const status = this.#bytes(parts.find(({ kind }) => kind === 'status')!);
    const head = isTaken ? [...valveId, sequence] : [sequence];
    const control = write | answered | (isTaken ? 0 : refused);
    return { bytes: this.#frame(control, Buffer.concat([Buffer.from(head), status])), isWritten: isTaken };
  }

  #bytes(part: MeterPart): Buffer {
    const { device } = this.#options;
    switch (part.kind) {
      case 'quantity':
        return Buffer.concat([
          encodeDigits(device.number(part.point), part.step, 4),
          Buffer.from([part.unit]),
        ]);
      case 'digits':
        return encodeDigits(device.number(part.point), part.step, part.bytes);
      case 'time':
        return this.#time();
      case 'status': {
        const battery = device.number(part.batteryPoint) === 1 ? 0x04 : 0;
        const valve = part.valvePoint === undefined ? 1 : device.number(part.valvePoint);
        return Buffer.from([battery | (valve === 1 ? 0 : valve === 0 ? 1 : 3), 0]);
      }
    }
  }

  #time(): Buffer {
    const { clock, utcOffsetMinutes } = this.#options;
    const now = new Date(clock.now() + utcOffsetMinutes * 60_000).toISOString().replaceAll(/\D/g, '');
    return Buffer.from(now.slice(0, 14), 'hex').reverse();
  }
}
