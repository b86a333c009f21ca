// How a device model lays its points into registers and coils, and what else its firmware answers.
import type { Table } from './pdu.ts';

export type CellFormat = 'bit' | 'uint16' | 'int16' | 'uint32' | 'float32';

export interface Cell {
  readonly point: string;
  readonly table: Table;
  readonly address: number;
  readonly format: CellFormat;
  /** Register = value / step. */
  readonly step?: number;
  /** The point is one bit of a register that it shares with others. */
  readonly bit?: number;
}

export interface Span {
  readonly table: Table;
  readonly from: number;
  readonly until: number;
}

export interface DeviceMap {
  readonly functions: readonly number[];
  readonly cells: readonly Cell[];
  /** Addresses that exist: those without a point read 0. */
  readonly spans: readonly Span[];
  readonly mostRegisters?: number;
  readonly evenCountsOnly?: boolean;
}

export function widthOf(format: CellFormat): number {
  return format === 'uint32' || format === 'float32' ? 2 : 1;
}

/** The registers of a value, high word first. A value the format cannot hold stands at the format's limit. */
export function registersOf(value: number, { format, step = 1 }: Pick<Cell, 'format' | 'step'>): number[] {
  const scaled = value / step;
  switch (format) {
    case 'bit':
      return [value ? 1 : 0];
    case 'uint16':
      return [whole(scaled, 0, 0xffff)];
    case 'int16':
      return [whole(scaled, -0x8000, 0x7fff) & 0xffff];
    case 'uint32':
      return words(whole(scaled, 0, 0xffff_ffff));
    case 'float32': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatBE(scaled);
      return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
    }
  }
}

/** The value that registers hold: the way back of registersOf. */
export function decodedValue(
  registers: readonly number[],
  { format, step = 1 }: Pick<Cell, 'format' | 'step'>,
): number {
  const [high = 0, low = 0] = registers;
  const bytes = Buffer.from([high >> 8, high & 0xff, low >> 8, low & 0xff]);
  switch (format) {
    case 'bit':
      return high;
    case 'uint16':
      return rounded(high * step, step);
    case 'int16':
      return rounded(bytes.readInt16BE() * step, step);
    case 'uint32':
      return rounded(bytes.readUInt32BE() * step, step);
    case 'float32':
      return bytes.readFloatBE() * step;
  }
}

function whole(value: number, min: number, max: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(max, Math.max(min, Math.round(value)));
}

function words(value: number): number[] {
  return [Math.floor(value / 0x1_0000), value % 0x1_0000];
}

/** Decimal steps come back as the decimals they were: 215 × 0.1 is 21.5. */
function rounded(value: number, step: number): number {
  const decimals = Math.max(0, Math.round(-Math.log10(step)));
  return Number(value.toFixed(decimals));
}
