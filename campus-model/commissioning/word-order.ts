// What a value of 32 bits would be if its two words came in the other order: the commonest mistake on Modbus. Pure.

/** How a register of 32 bits is coded: value = number × scale + offset. */
export interface WordCoding {
  readonly type: 'uint32' | 'int32' | 'float32';
  readonly scale: number;
  readonly offset: number;
}

const types: readonly string[] = ['uint32', 'int32', 'float32'];

/** The coding that a point's address states; null where it has no words to be swapped. */
export function wordCodingOf(address: Readonly<Record<string, unknown>>): WordCoding | null {
  const { type, scale = 1, offset = 0, bit, map } = address;
  if (typeof type !== 'string' || !types.includes(type) || bit !== undefined || map !== undefined)
    return null;
  if (typeof scale !== 'number' || typeof offset !== 'number' || scale === 0) return null;
  return { type: type as WordCoding['type'], scale, offset };
}

/** The value with its words the other way round; null where the bits cannot be known any more. */
export function withWordsSwapped(value: number, { type, scale, offset }: WordCoding): number | null {
  const number = (value - offset) / scale;
  const view = new DataView(new ArrayBuffer(4));
  if (type === 'float32') view.setFloat32(0, number);
  else if (Number.isSafeInteger(Math.round(number))) view.setUint32(0, Math.round(number) >>> 0);
  else return null;
  const swapped = ((view.getUint16(2) << 16) | view.getUint16(0)) >>> 0;
  view.setUint32(0, swapped);
  const read = type === 'float32' ? view.getFloat32(0) : type === 'int32' ? view.getInt32(0) : swapped;
  const result = read * scale + offset;
  return Number.isFinite(result) ? result : null;
}

/** A whole number of 32 bits whose low word is empty while its high word is not: rare but for swapped words. */
export function hasEmptyLowWord(value: number, { type, scale, offset }: WordCoding): boolean {
  if (type === 'float32') return false;
  const number = Math.round((value - offset) / scale);
  return Math.abs(number) >= 65_536 && number % 65_536 === 0;
}
