// Modbus protocol data units as a server sees them (Modbus Application Protocol V1.1b3, 6). Pure; knows no socket.

export const functionCodes = {
  readCoils: 1,
  readDiscreteInputs: 2,
  readHoldingRegisters: 3,
  readInputRegisters: 4,
  writeSingleCoil: 5,
  writeSingleRegister: 6,
  writeMultipleCoils: 15,
  writeMultipleRegisters: 16,
} as const;

export const exceptionCodes = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  deviceFailure: 4,
} as const;

export type Table = 'coil' | 'discrete' | 'holding' | 'input';

export interface ReadRequest {
  readonly kind: 'read';
  readonly functionCode: number;
  readonly table: Table;
  readonly address: number;
  readonly quantity: number;
}

export interface WriteRequest {
  readonly kind: 'write';
  readonly functionCode: number;
  readonly table: 'coil' | 'holding';
  readonly address: number;
  /** Coils are 0 or 1, registers 0 to 65535. */
  readonly values: readonly number[];
}

export type Request = ReadRequest | WriteRequest;

export type ParsedRequest =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly functionCode: number; readonly exception: number };

/** Most bits and registers in one request (6.1, 6.3, 6.11, 6.12). */
const mostBits = 2000;
export const mostRegisters = 125;
const mostWrittenBits = 1968;
const mostWrittenRegisters = 123;

const tables: Readonly<Record<number, Table>> = { 1: 'coil', 2: 'discrete', 3: 'holding', 4: 'input' };

/** Reads a request; what is wrong with it comes back as the exception that a device answers. */
export function parseRequest(pdu: Buffer): ParsedRequest {
  const functionCode = pdu.length > 0 ? pdu.readUInt8(0) : 0;
  const table = tables[functionCode];
  if (table) return parseRead(pdu, functionCode, table);
  switch (functionCode) {
    case functionCodes.writeSingleCoil:
      return parseSingleCoil(pdu);
    case functionCodes.writeSingleRegister:
      if (pdu.length !== 5) return wrong(functionCode, exceptionCodes.illegalValue);
      return written(functionCode, 'holding', pdu.readUInt16BE(1), [pdu.readUInt16BE(3)]);
    case functionCodes.writeMultipleCoils:
      return parseMultipleCoils(pdu);
    case functionCodes.writeMultipleRegisters:
      return parseMultipleRegisters(pdu);
    default:
      return wrong(functionCode, exceptionCodes.illegalFunction);
  }
}

function parseRead(pdu: Buffer, functionCode: number, table: Table): ParsedRequest {
  if (pdu.length !== 5) return wrong(functionCode, exceptionCodes.illegalValue);
  const [address, quantity] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  const most = table === 'coil' || table === 'discrete' ? mostBits : mostRegisters;
  if (quantity < 1 || quantity > most) return wrong(functionCode, exceptionCodes.illegalValue);
  if (address + quantity > 0x1_0000) return wrong(functionCode, exceptionCodes.illegalAddress);
  return { ok: true, request: { kind: 'read', functionCode, table, address, quantity } };
}

function parseSingleCoil(pdu: Buffer): ParsedRequest {
  const functionCode = functionCodes.writeSingleCoil;
  const value = pdu.length === 5 ? pdu.readUInt16BE(3) : Number.NaN;
  if (value !== 0 && value !== 0xff00) return wrong(functionCode, exceptionCodes.illegalValue);
  return written(functionCode, 'coil', pdu.readUInt16BE(1), [value === 0 ? 0 : 1]);
}

function parseMultipleCoils(pdu: Buffer): ParsedRequest {
  const functionCode = functionCodes.writeMultipleCoils;
  const quantity = pdu.length >= 6 ? pdu.readUInt16BE(3) : 0;
  const bytes = Math.ceil(quantity / 8);
  const isWhole = pdu.length === 6 + bytes && pdu.readUInt8(5) === bytes;
  if (quantity < 1 || quantity > mostWrittenBits || !isWhole) {
    return wrong(functionCode, exceptionCodes.illegalValue);
  }
  const values = Array.from({ length: quantity }, (_, i) => (pdu.readUInt8(6 + (i >> 3)) >> (i & 7)) & 1);
  return written(functionCode, 'coil', pdu.readUInt16BE(1), values);
}

function parseMultipleRegisters(pdu: Buffer): ParsedRequest {
  const functionCode = functionCodes.writeMultipleRegisters;
  const quantity = pdu.length >= 6 ? pdu.readUInt16BE(3) : 0;
  const isWhole = pdu.length === 6 + 2 * quantity && pdu.readUInt8(5) === 2 * quantity;
  if (quantity < 1 || quantity > mostWrittenRegisters || !isWhole) {
    return wrong(functionCode, exceptionCodes.illegalValue);
  }
  const values = Array.from({ length: quantity }, (_, i) => pdu.readUInt16BE(6 + 2 * i));
  return written(functionCode, 'holding', pdu.readUInt16BE(1), values);
}

function written(
  functionCode: number,
  table: 'coil' | 'holding',
  address: number,
  values: readonly number[],
): ParsedRequest {
  if (address + values.length > 0x1_0000) return wrong(functionCode, exceptionCodes.illegalAddress);
  return { ok: true, request: { kind: 'write', functionCode, table, address, values } };
}

function wrong(functionCode: number, exception: number): ParsedRequest {
  return { ok: false, functionCode, exception };
}

/** The answer to a read; `values` are bits for coils and discrete inputs, else registers. */
export function encodeReadResponse(request: ReadRequest, values: readonly number[]): Buffer {
  const isBits = request.table === 'coil' || request.table === 'discrete';
  const bytes = isBits ? packBits(values) : packRegisters(values);
  return Buffer.concat([Buffer.from([request.functionCode, bytes.length]), bytes]);
}

function packBits(bits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    if (bit) bytes[i >> 3] = bytes[i >> 3]! | (1 << (i & 7));
  });
  return bytes;
}

function packRegisters(registers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * registers.length);
  registers.forEach((register, i) => {
    bytes.writeUInt16BE(register & 0xffff, 2 * i);
  });
  return bytes;
}

/** The answer to a write: an echo for one value, address and quantity for several. */
export function encodeWriteResponse(request: WriteRequest): Buffer {
  const pdu = Buffer.alloc(5);
  pdu.writeUInt8(request.functionCode, 0);
  pdu.writeUInt16BE(request.address, 1);
  const isSingle = request.functionCode <= functionCodes.writeSingleRegister;
  const single = request.table === 'coil' ? request.values[0]! * 0xff00 : request.values[0]!;
  pdu.writeUInt16BE(isSingle ? single : request.values.length, 3);
  return pdu;
}

export function encodeException(functionCode: number, exception: number): Buffer {
  return Buffer.from([(functionCode | 0x80) & 0xff, exception]);
}
