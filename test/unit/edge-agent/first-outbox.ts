// A folder as the first version of the outbox left it, byte by byte as that version wrote.
import { crc32 } from 'node:zlib';
import { packRecords } from '../../../edge-agent/outbox/frame.ts';

export interface FirstSample {
  readonly pointId: string;
  readonly timeMs: number;
  readonly value: number;
  readonly status: number;
  readonly ordinal: number;
  readonly text?: string;
}

export function firstHeader(id: string, first: number): Buffer {
  const bytes = Buffer.alloc(36);
  bytes.write('CAMPOUT1', 0, 'latin1');
  bytes.write(id, 8, 'latin1');
  bytes.writeDoubleBE(first, 24);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 32)), 32);
  return bytes;
}

export function firstFrame(first: number, records: readonly Uint8Array[]): Buffer {
  const packed = packRecords(records);
  const frame = Buffer.alloc(20 + packed.length);
  frame.writeUInt32BE(12 + packed.length, 0);
  frame.writeDoubleBE(first, 8);
  frame.writeUInt32BE(records.length, 16);
  frame.set(packed, 20);
  frame.writeUInt32BE(crc32(frame.subarray(8)), 4);
  return frame;
}

export function firstDelivered(outboxId: string, ranges: readonly (readonly [number, number])[]): string {
  return JSON.stringify({ version: 1, outboxId, dropped: 0, end: null, ranges });
}

export function firstRecord(sample: FirstSample): Buffer {
  const text = sample.text === undefined ? null : Buffer.from(sample.text, 'utf8');
  const bytes = Buffer.alloc(24 + sample.pointId.length + (text?.length ?? 0));
  bytes.writeUInt8(1 | (text ? 0x80 : 0), 0);
  bytes.writeDoubleBE(sample.timeMs, 1);
  bytes.writeDoubleBE(sample.value, 9);
  bytes.writeUInt32BE(sample.status >>> 0, 17);
  bytes.writeUInt16BE(sample.ordinal, 21);
  bytes.writeUInt8(sample.pointId.length, 23);
  bytes.write(sample.pointId, 24, 'latin1');
  text?.copy(bytes, 24 + sample.pointId.length);
  return bytes;
}
