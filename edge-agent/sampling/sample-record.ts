// A sample as bytes in the outbox. It names its point by id: aliases and plan indices change, ids do not.

export interface StoredSample {
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
/** version and flags, time, value, status, ordinal, length of the id */
const fixedBytes = 1 + 8 + 8 + 4 + 2 + 1;

/** The point id is ASCII of at most 129 characters; the text is at most `longestText` characters. */
export function encodeSample(sample: StoredSample): Buffer {
  const { pointId, text } = sample;
  const textBytes = text === undefined ? null : Buffer.from(text, 'utf8');
  const bytes = Buffer.allocUnsafe(fixedBytes + pointId.length + (textBytes?.length ?? 0));
  bytes.writeUInt8(recordVersion | (textBytes ? hasText : 0), 0);
  bytes.writeDoubleBE(sample.timeMs, 1);
  bytes.writeDoubleBE(sample.value, 9);
  bytes.writeUInt32BE(sample.status >>> 0, 17);
  bytes.writeUInt16BE(sample.ordinal, 21);
  bytes.writeUInt8(pointId.length, 23);
  bytes.write(pointId, fixedBytes, 'latin1');
  textBytes?.copy(bytes, fixedBytes + pointId.length);
  return bytes;
}

/** Null where the bytes are of another version or form. */
export function decodeSample(record: Uint8Array): StoredSample | null {
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
