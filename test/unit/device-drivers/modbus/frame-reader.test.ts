// The reader finds every well-formed frame however the stream is cut, and stops what cannot be Modbus TCP.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../../device-drivers/modbus/frame-reader.ts';

const frameArbitrary = fc
  .tuple(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ minLength: 2, maxLength: 254 }))
  .map(([transaction, body]) => {
    const header = Buffer.alloc(6);
    header.writeUInt16BE(transaction, 0);
    header.writeUInt16BE(body.length, 4);
    return { transaction, body: Buffer.from(body), bytes: Buffer.concat([header, body]) };
  });

test('frames come out whole and in order, however they are cut into chunks', () => {
  fc.assert(
    fc.property(
      fc.array(frameArbitrary, { maxLength: 5 }),
      fc.integer({ min: 1, max: 300 }),
      (frames, size) => {
        const reader = new FrameReader();
        const stream = Buffer.concat(frames.map(({ bytes }) => bytes));
        const chunk = Buffer.alloc(size);
        const seen = [];
        for (let at = 0; at < stream.length; at += size) {
          // As a socket does: one buffer that is written over by each read.
          const length = stream.copy(chunk, 0, at, at + size);
          for (const { transaction, body } of reader.accept(chunk, length)!) {
            seen.push({ transaction, body: Buffer.from(body) });
          }
        }
        expect(seen).toEqual(frames.map(({ transaction, body }) => ({ transaction, body })));
        expect(reader.isMidFrame).toBe(false);
      },
    ),
  );
});

test('a frame that goes on is told', () => {
  const reader = new FrameReader();
  for (const byte of [0, 1, 0, 0, 0, 3, 1]) {
    expect(reader.accept(Buffer.of(byte))).toEqual([]);
    expect(reader.isMidFrame).toBe(true);
  }
});

test.each([
  ['another protocol id', '000100010003010300'],
  ['a length that no frame has', '00010000ffff01'],
  ['a length of nothing', '000100000000'],
  ['text', Buffer.from('HTTP/1.1 400').toString('hex')],
])('%s is stopped', (_, hex) => {
  expect(new FrameReader().accept(Buffer.from(hex, 'hex'))).toBe(null);
});
