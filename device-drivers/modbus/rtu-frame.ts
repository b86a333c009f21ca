// Frames of Modbus over Serial Line V1.02, 2.5.1: unit, function, content, CRC. Nothing tells which request an answer
// belongs to but its unit, function and length, and where it begins but the silence before it.
import { answerLength, isAnswerCode, lengthSaid, type Request } from './messages.ts';

const crcLength = 2;
/** The shortest frame, an exception. */
const shortestFrame = 5;

/** CRC-16 of the first `length` bytes from `at` (Modbus over Serial Line V1.02, 6.2.2): polynomial A001, begun with FFFF. */
export function crc16(bytes: Buffer, at: number, length: number): number {
  let crc = 0xffff;
  for (let i = at; i < at + length; i++) crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[i]!) & 0xff]!;
  return crc;
}

const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

export function rtuFrame({ unit, code, content }: Request): Buffer {
  const bytes = Buffer.allocUnsafe(2 + content.length + crcLength);
  bytes[0] = unit;
  bytes[1] = code;
  content.copy(bytes, 2);
  bytes.writeUInt16LE(crc16(bytes, 0, bytes.length - crcLength), bytes.length - crcLength);
  return bytes;
}

/** `found`: the answer's body (unit, function, content) and its end; else how many bytes are surely no part of one. */
export type RtuCut =
  | { readonly found: true; readonly value: Buffer; readonly end: number }
  | { readonly found: false; readonly skip: number };

/**
 * The answer to a request among what came since. Noise before it is passed over, and so are whole frames of other units,
 * which are told to `onForeign`: they answer too late.
 */
export function cutAnswer(request: Request, heard: Buffer, onForeign: (unit: number) => void): RtuCut {
  let begunAt: number | null = null;
  let at = 0;
  while (at < heard.length) {
    const length = expectedLength(request, heard, at);
    if (length !== null) {
      if (at + length > heard.length) break;
      if (isWhole(heard, at, length)) {
        return { found: true, value: heard.subarray(at, at + length - crcLength), end: at + length };
      }
    }
    const foreign = heard[at] === request.unit ? 0 : wholeLength(heard, at);
    if (foreign === null) begunAt ??= at;
    else if (foreign > 0) onForeign(heard[at]!);
    at += Math.max(foreign ?? 0, 1);
  }
  return { found: false, skip: begunAt ?? at };
}

/** Units whose whole frames stand in stray bytes. */
export function unitsHeard(heard: Buffer): number[] {
  const units: number[] = [];
  for (let at = 0; at < heard.length; ) {
    const length = wholeLength(heard, at) ?? 0;
    if (length > 0) units.push(heard[at]!);
    at += Math.max(length, 1);
  }
  return units;
}

/** Of an answer that may begin here; null where none does. What is too short to tell may still be one. */
function expectedLength(request: Request, heard: Buffer, at: number): number | null {
  if (heard[at] !== request.unit) return null;
  const code = heard[at + 1];
  if (code === undefined) return shortestFrame;
  if (!isAnswerCode(request, code)) return null;
  return (code === request.code ? answerLength(request) : shortestFrame - crcLength) + crcLength;
}

/** Of a frame that stands here whole; 0 where none does, null where one may have begun that has not ended. */
function wholeLength(heard: Buffer, at: number): number | null {
  const code = heard[at + 1];
  const said = code === undefined ? null : lengthSaid(code, heard[at + 2]);
  if (said === null || at + said + crcLength > heard.length) return null;
  return isWhole(heard, at, said + crcLength) ? said + crcLength : 0;
}

function isWhole(heard: Buffer, at: number, length: number): boolean {
  const body = length - crcLength;
  return heard.readUInt16LE(at + body) === crc16(heard, at, body);
}
