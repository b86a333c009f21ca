// What the meter protocols share: decimal digits in half bytes, the lowest byte first, and a checksum by adding.

/** The number in BCD bytes, lowest byte first; null where a half byte is no digit. */
export function bcdNumber(bytes: Buffer): number | null {
  let value = 0;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const [high, low] = [bytes[i]! >> 4, bytes[i]! & 0x0f];
    if (high > 9 || low > 9) return null;
    value = value * 100 + high * 10 + low;
  }
  return value;
}

/** Hexadecimal digits as they are written, highest first, as bytes with the lowest first. */
export function lowFirst(digits: string): Buffer {
  return Buffer.from(digits, 'hex').reverse();
}

/** Bytes with the lowest first as digits, highest first. */
export function digitsOf(bytes: Buffer): string {
  return Buffer.from(bytes).reverse().toString('hex');
}

/** The low byte of the sum. */
export function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum & 0xff;
}

/** Steps times scale without the noise of binary fractions: 2305 × 0.1 is 230.5. */
export function scaled(steps: number, scale: number): number {
  return Number((steps * scale).toPrecision(12));
}
