// Frames of DL/T 645-2007 and -1997: 68 A0–A5 68 C L DATA+33H CS 16, the lowest byte first. Pure; knows no socket.
import { digitsOf, lowFirst, sumOf } from '../serial-line/bcd.ts';
import { cutFrame, type FrameForm } from '../serial-line/cut-frame.ts';
import type { Cut } from '../serial-line/serial-line.ts';

/** 2007, 5.2.7: up to four wake the receiver. */
const wakeUp = Buffer.from([0xfe, 0xfe, 0xfe, 0xfe]);
const firstByte = 0x68;
const lastByte = 0x16;
/** Added to each byte of the data. */
const masked = 0x33;

const isAnswerBit = 0x80;
const isRefusalBit = 0x40;
const hasMoreBit = 0x20;

const form: FrameForm = {
  headLength: 10,
  isHead: (bytes) => bytes.length < 8 || bytes[7] === firstByte,
};

/** Function codes of one edition. */
export interface Edition {
  readonly read: number;
  readonly readMore: number;
  readonly idDigits: number;
  /** Requests for what follows, and their answers, carry a number. */
  readonly isNumbered: boolean;
}

export const editions: Readonly<Record<'2007' | '1997', Edition>> = {
  2007: { read: 0x11, readMore: 0x12, idDigits: 8, isNumbered: true },
  1997: { read: 0x01, readMore: 0x02, idDigits: 4, isNumbered: false },
};

/** 2007, 7.10: switching the relay, alarms, supply guarantee. */
export const controlFunction = 0x1c;

export interface Answer {
  readonly isRefused: boolean;
  readonly hasMore: boolean;
  /** Without the 33H. */
  readonly data: Buffer;
}

/** The frame of a request; `address` and `data` as twelve digits and as bytes without the 33H. */
export function encodeRequest(address: string, functionCode: number, data: Buffer): Buffer {
  const head = Buffer.concat([
    Buffer.from([firstByte]),
    lowFirst(address),
    Buffer.from([firstByte, functionCode, data.length]),
    data.map((byte) => byte + masked),
  ]);
  return Buffer.concat([wakeUp, head, Buffer.from([sumOf(head), lastByte])]);
}

/** The answer of `address` to `functionCode` in what came; `accept` judges its data (the item that was asked for). */
export function cutAnswer(
  bytes: Buffer,
  address: string,
  functionCode: number,
  accept: (answer: Answer) => boolean,
): Cut<Answer> {
  return cutFrame(bytes, form, (frame) => {
    const control = frame[8]!;
    const isOurs = (control & isAnswerBit) !== 0 && (control & 0x1f) === functionCode;
    if (!isOurs || !isFrom(frame, address)) return null;
    const data = Buffer.from(frame.subarray(10, -2).map((byte) => byte - masked));
    const answer = {
      isRefused: (control & isRefusalBit) !== 0,
      hasMore: (control & hasMoreBit) !== 0,
      data,
    };
    return answer.isRefused || accept(answer) ? answer : null;
  });
}

/** `AA` in the asked address stands for any meter. */
function isFrom(frame: Buffer, address: string): boolean {
  return address.startsWith('A') || digitsOf(frame.subarray(1, 7)) === address;
}

const refusalBits = [
  'other error',
  'no such data',
  'wrong password or no right',
  'baud rate cannot be changed',
  'too many year zones',
  'too many day periods',
  'too many tariffs',
];

/** Why the meter refused, by its error byte. */
export function refusalDetail({ data }: Answer): string {
  const reasons = refusalBits.filter((_, bit) => ((data[0] ?? 0) >> bit) & 1);
  return `the meter refused: ${reasons.join(', ') || 'no reason given'}`;
}

/** 1AH trips, 1CH closes (2007, 7.10). */
const trip = 0x1a;
const close = 0x1c;

export interface RelayOrder {
  readonly isOn: boolean;
  readonly password: string;
  readonly operator: string;
  /** Milliseconds on the meter's own clock, as UTC would read it: it does nothing after it. */
  readonly validUntilMs: number;
}

/** Data of a relay order: PA P0–P2, C0–C3, N1 N2, N3–N8 (ssmmhhDDMMYY). */
export function relayOrder({ isOn, password, operator, validUntilMs }: RelayOrder): Buffer {
  const digits = new Date(validUntilMs).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return Buffer.concat([
    Buffer.from(password.slice(0, 2), 'hex'),
    lowFirst(password.slice(2)),
    lowFirst(operator),
    Buffer.from([isOn ? close : trip, 0]),
    lowFirst(digits),
  ]);
}
