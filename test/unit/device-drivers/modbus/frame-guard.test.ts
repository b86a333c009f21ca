// The guard lets every cut of well-formed frames pass and stops what cannot be Modbus TCP.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameGuard } from '../../../../device-drivers/modbus/frame-guard.ts';

const frameArbitrary = fc
  .tuple(fc.integer({ min: 0, max: 0xffff }), fc.uint8Array({ minLength: 2, maxLength: 254 }))
  .map(([transaction, body]) => {
    const header = Buffer.alloc(6);
    header.writeUInt16BE(transaction, 0);
    header.writeUInt16BE(body.length, 4);
    return Buffer.concat([header, body]);
  });

test('frames pass however they are cut into chunks', () => {
  fc.assert(
    fc.property(
      fc.array(frameArbitrary, { maxLength: 5 }),
      fc.integer({ min: 1, max: 50 }),
      (frames, size) => {
        const guard = new FrameGuard();
        const stream = Buffer.concat(frames);
        for (let at = 0; at < stream.length; at += size) {
          expect(guard.accept(stream.subarray(at, at + size))).toBe(true);
        }
      },
    ),
  );
});

test.each([
  ['another protocol id', '000100010003010300'],
  ['a length that no frame has', '00010000ffff01'],
  ['a length of nothing', '000100000000'],
  ['text', Buffer.from('HTTP/1.1 400').toString('hex')],
])('%s is stopped', (_, hex) => {
  expect(new FrameGuard().accept(Buffer.from(hex, 'hex'))).toBe(false);
});
