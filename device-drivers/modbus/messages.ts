// Requests as bytes and what answers to them say (Modbus Application Protocol V1.1b3, 6 and 7): the seven functions that
// campus devices need. Pure; knows no socket.
import type { Answer } from './answer.ts';
import { isBitTable, type Table } from './planner.ts';

const headerLength = 6;
/** Behind unit id and function code. */
const contentAt = 2;
/** Address and value, or address and count. */
const echoLength = 4;
const exceptionFlag = 0x80;
/** A coil that is on (6.5). */
const coilOn = 0xff00;

const readFunctions: Readonly<Record<Table, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };
const writeCoil = 5;
const writeRegister = 6;
const writeRegisters = 16;

const exceptionNames: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'server device failure',
  5: 'acknowledge',
  6: 'server device busy',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target device failed to respond',
};

export interface Request {
  readonly unit: number;
  readonly code: number;
  /** What follows the function code. */
  readonly content: Buffer;
}

export function readRequest(unit: number, table: Table, address: number, count: number): Request {
  return { unit, code: readFunctions[table], content: words(address, count) };
}

/** FC05. */
export function coilRequest(unit: number, address: number, isOn: boolean): Request {
  return { unit, code: writeCoil, content: words(address, isOn ? coilOn : 0) };
}

/** FC06 for one register where `isSingle`, else FC16. */
export function registersRequest(
  unit: number,
  address: number,
  registers: readonly number[],
  isSingle: boolean,
): Request {
  if (isSingle && registers.length === 1)
    return { unit, code: writeRegister, content: words(address, registers[0]!) };
  const byteCount = Buffer.of(registers.length * 2);
  const content = Buffer.concat([words(address, registers.length), byteCount, words(...registers)]);
  return { unit, code: writeRegisters, content };
}

/** The request as a frame; the answer repeats its transaction number. */
export function frameOf(transaction: number, { unit, code, content }: Request): Buffer {
  const frame = Buffer.alloc(headerLength + 2 + content.length);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(2 + content.length, 4);
  frame[headerLength] = unit;
  frame[headerLength + 1] = code;
  content.copy(frame, headerLength + 2);
  return frame;
}

/** The bytes that a read brings: exactly as many as `count` registers or bits take. */
export function readValues(request: Request, table: Table, count: number, body: Buffer): Answer<Buffer> {
  const refusal = refusalOf(request, body);
  if (refusal) return refusal;
  const expected = isBitTable(table) ? Math.ceil(count / 8) : count * 2;
  const said = body[contentAt];
  const got = body.length - contentAt - 1;
  if (said === expected && got === expected) return { ok: true, value: body.subarray(contentAt + 1) };
  return garbled(`expected ${expected} bytes of values, got ${got}, called ${said ?? 'nothing'}`);
}

/** The answer to a write repeats address and value, or address and count (6.5, 6.6, 6.12). */
export function readEcho(request: Request, body: Buffer): Answer<null> {
  const refusal = refusalOf(request, body);
  if (refusal) return refusal;
  const isEcho = body.subarray(contentAt).equals(request.content.subarray(0, echoLength));
  return isEcho ? { ok: true, value: null } : garbled('the answer does not echo the write');
}

/** What keeps an answer's content from being read; null where nothing does. */
function refusalOf({ unit, code }: Request, body: Buffer): Answer<never> | null {
  if (body[1] === (code | exceptionFlag) && body[2] !== undefined) {
    const name = exceptionNames[body[2]] ?? 'unknown';
    return {
      ok: false,
      failure: { kind: 'exception', code: body[2], detail: `exception ${body[2]}: ${name}` },
    };
  }
  if (body[0] !== unit) return garbled(`expected an answer of unit ${unit}, got one of unit ${body[0]}`);
  if (body[1] !== code) return garbled(`expected function ${code}, got ${body[1]}`);
  return null;
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, place) => {
    bytes.writeUInt16BE(value, place * 2);
  });
  return bytes;
}

export function garbled(detail: string): Answer<never> {
  return { ok: false, failure: { kind: 'garbled', detail } };
}
