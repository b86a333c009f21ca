// Requests byte by byte as the standard's examples print them (Modbus Application Protocol V1.1b3, 6), and what answers say.
import { describe, expect, test } from 'vitest';
import { frameLength, writeFrame } from '../../../../device-drivers/modbus/mbap.ts';
import {
  coilRequest,
  maskRequest,
  type Request,
  readEcho,
  readRequest,
  readValues,
  registersRequest,
} from '../../../../device-drivers/modbus/messages.ts';

const frameOf = (transaction: number, request: Request): Buffer => {
  const frame = Buffer.alloc(frameLength(request));
  expect(writeFrame(frame, 0, transaction, request)).toBe(frame.length);
  return frame;
};

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

test.each([
  ['coils, 6.1', readRequest(0x11, 'coil', 0x13, 0x13), '0007 0000 0006 11 01 0013 0013'],
  ['discrete inputs, 6.2', readRequest(0x11, 'discrete', 0xc4, 0x16), '0007 0000 0006 11 02 00c4 0016'],
  ['holding registers, 6.3', readRequest(0x11, 'holding', 0x6b, 3), '0007 0000 0006 11 03 006b 0003'],
  ['input registers, 6.4', readRequest(0x11, 'input', 8, 1), '0007 0000 0006 11 04 0008 0001'],
  ['a coil on, 6.5', coilRequest(0x11, 0xac, true, true), '0007 0000 0006 11 05 00ac ff00'],
  ['a coil off', coilRequest(0x11, 0xac, false, true), '0007 0000 0006 11 05 00ac 0000'],
  ['one coil as many, 6.11', coilRequest(0x11, 0x13, true, false), '0007 0000 0008 11 0f 0013 0001 01 01'],
  ['a mask, 6.16', maskRequest(0x11, 4, { and: 0xf2, or: 0x25 }), '0007 0000 0008 11 16 0004 00f2 0025'],
  ['a register, 6.6', registersRequest(0x11, 1, [3], true), '0007 0000 0006 11 06 0001 0003'],
  ['one as many', registersRequest(0x11, 1, [3], false), '0007 0000 0009 11 10 0001 0001 02 0003'],
  [
    'registers, 6.12',
    registersRequest(0x11, 1, [0x0a, 0x102], true),
    '0007 0000 000b 11 10 0001 0002 04 000a 0102',
  ],
])('%s', (_, request, expected) => {
  expect(frameOf(7, request).toString('hex')).toBe(expected.replaceAll(' ', ''));
});

describe('answers to a read of three registers', () => {
  const request = readRequest(0x11, 'holding', 0x6b, 3);
  const answer = (hex: string) => readValues(request, 'holding', 3, bytes(hex));

  test('its values', () => {
    expect(answer('11 03 06 022b 0000 0064')).toEqual({ ok: true, value: bytes('022b 0000 0064') });
  });

  test.each([
    ['too few', '11 03 04 022b 0000'],
    ['a count that lies', '11 03 04 022b 0000 0064'],
    ['more than were called', '11 03 06 022b 0000 0064 00'],
    ['nothing at all', '11 03'],
    ['another unit', '12 03 06 022b 0000 0064'],
    ['another function', '11 04 06 022b 0000 0064'],
    ['an exception without its code', '11 83'],
  ])('%s is garbled', (_, hex) => {
    expect(answer(hex)).toMatchObject({ ok: false, failure: { kind: 'garbled' } });
  });

  test('an exception', () => {
    const failure = { kind: 'exception', code: 2, detail: 'exception 2: illegal data address' };
    expect(answer('11 83 02')).toEqual({ ok: false, failure });
  });
});

test('bits come in whole bytes', () => {
  const request = readRequest(1, 'coil', 0, 9);
  expect(readValues(request, 'coil', 9, bytes('01 01 02 cd 01'))).toMatchObject({ ok: true });
  expect(readValues(request, 'coil', 9, bytes('01 01 01 cd'))).toMatchObject({ ok: false });
});

describe('the echo of a write', () => {
  const many = registersRequest(1, 0x10, [1, 2], false);

  test('of address and count', () => {
    expect(readEcho(many, bytes('01 10 0010 0002'))).toEqual({ ok: true, value: null });
  });

  test('of address and both masks', () => {
    const mask = maskRequest(1, 4, { and: 0xf2, or: 0x25 });
    expect(readEcho(mask, bytes('01 16 0004 00f2 0025'))).toEqual({ ok: true, value: null });
    expect(readEcho(mask, bytes('01 16 0004 00f2'))).toMatchObject({ ok: false });
  });

  test.each(['01 10 0011 0002', '01 10 0010 0001', '01 10 0010', '01 10 0010 0002 00'])('not %s', (hex) => {
    expect(readEcho(many, bytes(hex))).toMatchObject({ ok: false, failure: { kind: 'garbled' } });
  });
});
