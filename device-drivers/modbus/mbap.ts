// Requests as frames of Modbus TCP (Messaging on TCP/IP V1.0b, 3.1.3).
import type { Request } from './messages.ts';

const headerLength = 6;

/** Bytes that the request's frame takes. */
export function frameLength({ content }: Request): number {
  return headerLength + 2 + content.length;
}

/** Writes the frame and returns its end; the answer repeats its transaction number. */
export function writeFrame(
  bytes: Buffer,
  at: number,
  transaction: number,
  { unit, code, content }: Request,
): number {
  bytes.writeUInt16BE(transaction, at);
  bytes.writeUInt16BE(0, at + 2);
  bytes.writeUInt16BE(2 + content.length, at + 4);
  bytes[at + headerLength] = unit;
  bytes[at + headerLength + 1] = code;
  content.copy(bytes, at + headerLength + 2);
  return at + headerLength + 2 + content.length;
}
