// RTU frames as a device reads them from its line (Modbus over Serial Line V1.02, 2.5.1): unit, PDU, CRC. A request's
// length follows from its function; what fits none, or has a wrong CRC, is thrown away with all that came with it.
import type { Random } from '@campus/runtime';
import type { Frame } from './frame.ts';

const crcBytes = 2;
/** Unit, function, address and value. */
const shortRequest = 6;
const maskRequest = 8;
const byteCountAt = 6;
const mostBytes = 256;

export function encodeRtuFrame({ unit, pdu }: Frame): Buffer {
  const body = Buffer.concat([Buffer.of(unit), pdu]);
  const crc = crcOf(body);
  return Buffer.concat([body, Buffer.of(crc & 0xff, crc >> 8)]);
}

/** CRC-16, bit by bit (6.2.1). */
export function crcOf(bytes: Buffer): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc % 2 === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

export class RtuReader {
  #pending: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Frame[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const frames: Frame[] = [];
    for (;;) {
      const length = requestLength(this.#pending);
      if (length === null || this.#pending.length > mostBytes) {
        this.#pending = Buffer.alloc(0);
        return frames;
      }
      if (length === 0 || this.#pending.length < length) return frames;
      const body = this.#pending.subarray(0, length - crcBytes);
      const isWhole = this.#pending.readUInt16LE(length - crcBytes) === crcOf(body);
      if (isWhole) frames.push({ transaction: 0, unit: body[0]!, pdu: Buffer.from(body.subarray(1)) });
      this.#pending = isWhole ? Buffer.from(this.#pending.subarray(length)) : Buffer.alloc(0);
    }
  }
}

/** With its CRC; 0 while it cannot be told, null where no request begins like this. */
function requestLength(bytes: Buffer): number | null {
  const code = bytes[1];
  if (code === undefined) return 0;
  if (code >= 1 && code <= 6) return shortRequest + crcBytes;
  if (code === 22) return maskRequest + crcBytes;
  if (code !== 15 && code !== 16) return null;
  const count = bytes[byteCountAt];
  return count === undefined ? 0 : byteCountAt + 1 + count + crcBytes;
}

type Spoiling = (frame: Buffer, random: Random) => Buffer;

const spoilings: readonly Spoiling[] = [
  // a bit that fell over on the line
  (frame, random) => {
    const at = Math.floor(random() * frame.length);
    frame[at] = frame[at]! ^ 0x10;
    return frame;
  },
  // the end is missing
  (frame) => frame.subarray(0, frame.length - 1),
  // no Modbus at all
  (frame, random) => Buffer.from(frame.map(() => 128 + Math.floor(random() * 128))),
];

export function garbleRtu(frame: Buffer, random: Random): Buffer {
  return spoilings[Math.floor(random() * spoilings.length)]!(Buffer.from(frame), random);
}
