// Frames of CJ/T 188: 68 T A0–A6 C L DI DI SER data CS 16, the lowest byte first. Pure; knows no socket.
import { digitsOf, lowFirst, sumOf } from '../serial-line/bcd.ts';
import { cutFrame, type FrameForm } from '../serial-line/cut-frame.ts';
import type { Cut } from '../serial-line/serial-line.ts';

const wakeUp = Buffer.from([0xfe, 0xfe, 0xfe]);
const firstByte = 0x68;
const lastByte = 0x16;

const isAnswerBit = 0x80;
const isRefusalBit = 0x40;

/** Reads data; writes data (the valve among them). */
export const functions = { read: 0x01, write: 0x04 } as const;

/** The valve's data identifier and its two orders (CJ/T 188-2004, valve control). */
export const valveId = 'A017';
const valveOrders = { open: 0x55, close: 0x99 } as const;

/** Head of 11 bytes; a meter's type is 10H to 4FH. */
const form: FrameForm = {
  headLength: 11,
  isHead: (bytes) => bytes.length < 2 || (bytes[1]! >= 0x10 && bytes[1]! <= 0x4f),
};

export interface Meter {
  /** Two hexadecimal digits. */
  readonly type: string;
  /** Fourteen digits. */
  readonly address: string;
  readonly idOrder: 'low-first' | 'high-first';
}

export interface Answer {
  readonly isRefused: boolean;
  /** What stands behind the sequence number; of a refusal all of it. */
  readonly data: Buffer;
}

export function encodeRequest(
  meter: Meter,
  functionCode: number,
  id: string,
  sequence: number,
  data: Buffer,
): Buffer {
  const frame = Buffer.concat([
    Buffer.from([firstByte, Number.parseInt(meter.type, 16)]),
    lowFirst(meter.address),
    Buffer.from([functionCode, 3 + data.length]),
    idBytes(meter, id),
    Buffer.from([sequence]),
    data,
  ]);
  return Buffer.concat([wakeUp, frame, Buffer.from([sumOf(frame), lastByte])]);
}

export function valveOrder(isOpen: boolean): Buffer {
  return Buffer.from([isOpen ? valveOrders.open : valveOrders.close]);
}

/** The meter's answer to a function and data identifier in what came. */
export function cutAnswer(bytes: Buffer, meter: Meter, functionCode: number, id: string): Cut<Answer> {
  const wanted = idBytes(meter, id);
  return cutFrame(bytes, form, (frame) => {
    const control = frame[9]!;
    const isOurs = (control & isAnswerBit) !== 0 && (control & 0x3f) === functionCode;
    if (!isOurs || !isFrom(frame, meter)) return null;
    const data = frame.subarray(11, -2);
    if ((control & isRefusalBit) !== 0) return { isRefused: true, data };
    return data.length >= 3 && data.subarray(0, 2).equals(wanted)
      ? { isRefused: false, data: Buffer.from(data.subarray(3)) }
      : null;
  });
}

function isFrom(frame: Buffer, { type, address }: Meter): boolean {
  if (frame[1] !== Number.parseInt(type, 16)) return false;
  return address.startsWith('A') || digitsOf(frame.subarray(2, 9)) === address;
}

function idBytes({ idOrder }: Meter, id: string): Buffer {
  return idOrder === 'low-first' ? lowFirst(id) : Buffer.from(id, 'hex');
}
