// PJLink's lines and what their parameters mean, by the examples of its specification and by properties.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeAnswer,
  decodeGreeting,
  decodeNotice,
  digestOf,
  encodeCommand,
} from '../../../../device-drivers/pjlink/codec.ts';
import { headerOf, inputCode, inputNumber, items } from '../../../../device-drivers/pjlink/items.ts';
import { judgePower } from '../../../../device-drivers/pjlink/power.ts';

test('the digest of the specification’s example', () => {
  expect(digestOf('498e4a67', 'JBMIAProjectorLink')).toBe('5d8409bc1c3fa39749434aa3a5c38682');
});

test('greetings', () => {
  expect(decodeGreeting('PJLINK 0')).toEqual({ kind: 'open' });
  expect(decodeGreeting('PJLINK 1 498e4a67')).toEqual({ kind: 'locked', random: '498e4a67' });
  for (const wrong of ['PJLINK 1', 'PJLINK 1 xyz', 'SSH-2.0', '', 'PJLINK 0 '])
    expect(decodeGreeting(wrong)).toBeNull();
});

test('answers are taken for the command that was sent, and for no other', () => {
  expect(decodeAnswer('%1POWR', '%1POWR=3')).toEqual({ kind: 'value', parameter: '3' });
  expect(decodeAnswer('%1POWR', '%1powr=ok')).toEqual({ kind: 'value', parameter: 'ok' });
  expect(decodeAnswer('%1POWR', '%1POWR=ERR3')).toEqual({ kind: 'error', code: 'ERR3' });
  for (const wrong of ['%1INPT=31', '%2POWR=1', '%1POWR 1', '%1POWR', 'PJLINK ERRA', '']) {
    expect(decodeAnswer('%1POWR', wrong)).toBeNull();
  }
  fc.assert(
    fc.property(fc.string(), (line) => {
      const answer = decodeAnswer('%1POWR', line);
      expect(answer === null || line.toUpperCase().startsWith('%1POWR=')).toBe(true);
    }),
  );
});

test('commands', () => {
  expect(encodeCommand('%1INPT', '31')).toBe('%1INPT 31\r');
  expect(headerOf(items.input, 1)).toBe('%1INPT');
  expect(headerOf(items.input, 2)).toBe('%2INPT');
  expect(headerOf(items.power, 2)).toBe('%1POWR');
  expect(headerOf(items.freeze, 2)).toBe('%2FREZ');
});

test('inputs are numbers and back', () => {
  const codes = [...'123456'].flatMap((kind) =>
    [...'123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((end) => kind + end),
  );
  const numbers = codes.map((code) => inputNumber(code, 1) as number);
  expect(new Set(numbers).size).toBe(codes.length);
  expect(numbers.map(inputCode)).toEqual(codes);
  expect(inputNumber('31', 1)).toBe(31);
  expect(inputNumber('3A', 1)).toBe(310);
  fc.assert(
    fc.property(fc.double(), (value) => {
      const code = inputCode(value);
      expect(code === null || inputNumber(code, 1) === value).toBe(true);
    }),
  );
});

test.each([
  ['power', '3', 3],
  ['power', '10', null],
  ['power-target', '2', 0],
  ['power-target', '3', 1],
  ['picture-mute', '11', 1],
  ['picture-mute', '21', 0],
  ['picture-mute', '31', 1],
  ['sound-mute', '21', 1],
  ['sound-mute', '30', 0],
  ['mute', '31', 1],
  ['mute', '11', 0],
  ['mute', '41', null],
  ['fan-error', '210000', 2],
  ['lamp-error', '210000', 1],
  ['other-error', '000001', 1],
  ['cover-error', '00003', null],
  ['lamp-hours', '1234 1', 1_234],
  ['lamp-lit', '1234 1', 1],
  ['lamp-hours', '1234', null],
  ['class', '2', 2],
  ['filter-hours', '12x', null],
  ['freeze', '1', 1],
  ['name', '报告厅', '报告厅'],
] as const)('%s of “%s” is %s', (item, parameter, value) => {
  expect(items[item].decode(parameter, 1)).toBe(value);
});

test('the second lamp', () => {
  expect(items['lamp-hours'].decode('1234 1 5678 0', 2)).toBe(5_678);
  expect(items['lamp-lit'].decode('1234 1 5678 0', 2)).toBe(0);
  expect(items['lamp-hours'].decode('1234 1', 2)).toBeNull();
});

test('whatever a parameter is, it becomes a number, a text or nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(items)),
      fc.string(),
      fc.integer({ min: 1, max: 8 }),
      (item, text, lamp) => {
        const told = item.decode(text, lamp);
        expect(told === null || typeof told === 'string' || Number.isFinite(told)).toBe(true);
      },
    ),
  );
});

test('notices', () => {
  expect(decodeNotice(Buffer.from('%2POWR=1\r'))).toEqual({ body: 'POWR', parameter: '1' });
  expect(decodeNotice(Buffer.from('%2ACKN=00:11:22:33:44:55\r'))).toMatchObject({ body: 'ACKN' });
  for (const wrong of ['%2SRCH\r', '%1POWR=1\r', '%2POWR', '%2NAME=x\r']) {
    expect(decodeNotice(Buffer.from(wrong))).toBeNull();
  }
});

test('power is sent only where the lamp stands still', () => {
  const verdicts = [0, 1, 2, 3, 4].map((state) => [judgePower(state, 0), judgePower(state, 1)]);
  expect(verdicts).toEqual([
    ['under-way', 'send'],
    ['send', 'under-way'],
    ['under-way', 'busy'],
    ['busy', 'under-way'],
    ['send', 'send'],
  ]);
});
