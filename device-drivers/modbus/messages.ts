// Requests as bytes and what answers to them say (Modbus Application Protocol V1.1b3, 6 and 7): the nine functions that
// campus devices need. Pure; knows no socket and no framing.
import type { Answer } from './answer.ts';
import type { Mask } from './codec.ts';
import { isBitTable, type Table } from './planner.ts';

/** Behind unit id and function code. */
const contentAt = 2;
/** Address and value, or address and count; FC22 repeats both masks. */
const echoLength = 4;
const maskEchoLength = 6;
const exceptionFlag = 0x80;
/** Unit, function and the exception's code. */
const exceptionLength = 3;
/** A coil that is on (6.5). */
const coilOn = 0xff00;

const readFunctions: Readonly<Record<Table, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };
const writeCoil = 5;
const writeRegister = 6;
const writeCoils = 15;
const writeRegisters = 16;
const maskRegister = 22;

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

/** FC05 where `isSingle`, else FC15. */
export function coilRequest(unit: number, address: number, isOn: boolean, isSingle: boolean): Request {
  if (isSingle) return { unit, code: writeCoil, content: words(address, isOn ? coilOn : 0) };
  return { unit, code: writeCoils, content: Buffer.concat([words(address, 1), Buffer.of(1, isOn ? 1 : 0)]) };
}

/** FC22: the bits that `and` keeps stay as they are. */
export function maskRequest(unit: number, address: number, { and, or }: Mask): Request {
  return { unit, code: maskRegister, content: words(address, and, or) };
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

/** Bytes of the answer that is no exception, unit and function included. */
export function answerLength({ code, content }: Request): number {
  if (code === maskRegister) return contentAt + maskEchoLength;
  if (code >= writeCoil) return contentAt + echoLength;
  const count = content.readUInt16BE(2);
  return contentAt + 1 + (code <= readFunctions.discrete ? Math.ceil(count / 8) : count * 2);
}

/** Bytes of the answer that begins with these, told from its own header; null while that cannot be told. */
export function lengthSaid(code: number, third: number | undefined): number | null {
  if (code & exceptionFlag) return exceptionLength;
  if (code >= readFunctions.coil && code <= readFunctions.input) {
    return third === undefined ? null : contentAt + 1 + third;
  }
  return contentAt + (code === maskRegister ? maskEchoLength : echoLength);
}

/** Whether an answer with this function code may be one to the request. */
export function isAnswerCode({ code }: Request, answered: number): boolean {
  return answered === code || answered === (code | exceptionFlag);
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

/** The answer to a write repeats address and value, address and count, or address and masks (6.5, 6.6, 6.11, 6.12, 6.16). */
export function readEcho(request: Request, body: Buffer): Answer<null> {
  const refusal = refusalOf(request, body);
  if (refusal) return refusal;
  const length = request.code === maskRegister ? maskEchoLength : echoLength;
  const isEcho = body.subarray(contentAt).equals(request.content.subarray(0, length));
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
