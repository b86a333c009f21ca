// From what a device says to what a point means, and back: scale and offset, or a table of codes. Pure.
import type { RegisterAddress } from './settings.ts';

type Conversion = (raw: number) => number;
type Coding = Pick<RegisterAddress, 'type' | 'scale' | 'offset' | 'map'>;

/** Null where what the device says is the value. */
export function toPoint({ type, scale = 1, offset = 0, map }: Coding): Conversion | null {
  if (map) return mapped(map);
  if (scale === 1 && offset === 0) return null;
  const digits = Math.max(digitsOf(scale), digitsOf(offset));
  if (type.startsWith('float') || digits > mostDigits) return (raw) => raw * scale + offset;
  return inSteps(scale, offset, 10 ** digits);
}

/** What is to be written for a value; null where the device has no code for it or it is no number. */
export function fromPoint({ scale = 1, offset = 0, map }: Coding, value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (!map) return (value - offset) / scale;
  const entry = Object.entries(map).find(([, coded]) => coded === value);
  return entry ? Number(entry[0]) : null;
}

function mapped(map: Readonly<Record<string, number>>): Conversion {
  const values = new Map(Object.entries(map).map(([raw, value]) => [Number(raw), value]));
  return (raw) => values.get(raw) ?? Number.NaN;
}

/** Whole steps divided once give the decimals they are: 235 × 0.1 is 23.5, not 23.500000000000004. */
function inSteps(scale: number, offset: number, factor: number): Conversion {
  const step = Math.round(scale * factor);
  const shift = Math.round(offset * factor);
  return (raw) => (raw * step + shift) / factor;
}

const mostDigits = 9;

function digitsOf(number: number): number {
  let digits = 0;
  for (let rest = number; digits <= mostDigits && Math.abs(rest - Math.round(rest)) > 1e-9; rest *= 10)
    digits++;
  return digits;
}
