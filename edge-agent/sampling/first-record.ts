// A sample as the first version of the outbox kept it: read, never written.
//   record = version and flags(u8) time(f64) value(f64) status(u32) ordinal(u16) idLength(u8) id text

export interface FirstRecord {
  readonly pointId: string;
  readonly timeMs: number;
  /** NaN is a missing value. */
  readonly value: number;
  readonly status: number;
  readonly ordinal: number;
  readonly text?: string;
}

const recordVersion = 1;
const hasText = 0x80;
const fixedBytes = 1 + 8 + 8 + 4 + 2 + 1;

/** Null where the bytes are of another version or form. */
export function decodeFirstRecord(record: Uint8Array): FirstRecord | null {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  if (bytes.length < fixedBytes || (bytes[0]! & 0x7f) !== recordVersion) return null;
  const textStart = fixedBytes + bytes.readUInt8(23);
  if (bytes.length < textStart) return null;
  return {
    timeMs: bytes.readDoubleBE(1),
    value: bytes.readDoubleBE(9),
    status: bytes.readUInt32BE(17),
    ordinal: bytes.readUInt16BE(21),
    pointId: bytes.toString('latin1', fixedBytes, textStart),
    ...(bytes[0]! & hasText ? { text: bytes.toString('utf8', textStart) } : {}),
  };
}
