// The request that writes a value to a point, or why there is none. What the device says to it is the session's.
import type { ErrorCode } from '@campus/campus-model';
import { encodeMask, encodeRegisters } from './codec.ts';
import { coilRequest, maskRequest, type Request, registersRequest } from './messages.ts';
import type { RegisterAddress } from './settings.ts';
import type { ModbusUnit, PointSpan } from './unit.ts';

export type WriteRequest =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly reason: ErrorCode; readonly detail: string };

export function writeRequest({ id }: ModbusUnit, span: PointSpan, value: number): WriteRequest {
  const { table, address, driverPoint, model } = span;
  const isReadOnly = table === 'input' || table === 'discrete' || driverPoint.point.write === undefined;
  if (isReadOnly) return refused('not-writable', `${driverPoint.point.pointId} is read only`);
  const isSingle = model.writeFunction === 'single';
  if (!('type' in address)) {
    if (value !== 0 && value !== 1) return cannotHold(span, value);
    return { ok: true, request: coilRequest(id, span.start, value === 1, isSingle) };
  }
  if (isPartOfRegister(address)) return maskWrite(id, span, address, value);
  const registers = encodeRegisters(value, address, model);
  if (!registers) return cannotHold(span, value);
  return { ok: true, request: registersRequest(id, span.start, registers, isSingle) };
}

/** Its other bits are the device's: between reading them and writing them back they may have changed. */
function maskWrite(unit: number, span: PointSpan, address: RegisterAddress, value: number): WriteRequest {
  if (!span.model.maskWrite) {
    const { pointId } = span.driverPoint.point;
    return refused(
      'not-writable',
      `${pointId} is a part of a register, and the model does not say maskWrite (FC22)`,
    );
  }
  const mask = encodeMask(value, address, span.model);
  return mask ? { ok: true, request: maskRequest(unit, span.start, mask) } : cannotHold(span, value);
}

function isPartOfRegister({ type, bit }: RegisterAddress): boolean {
  return bit !== undefined || type === 'uint8' || type === 'int8';
}

function cannotHold({ table, start, address }: PointSpan, value: number): WriteRequest {
  const place = 'type' in address ? `${table} ${start} (${address.type})` : `${table} ${start}`;
  return refused('value-out-of-range', `${value} cannot be put into ${place}`);
}

function refused(reason: ErrorCode, detail: string): WriteRequest {
  return { ok: false, reason, detail };
}
