// The size guard against MQTT framing built by hand: however the bytes are cut, the verdict is the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketSizeGuard } from '../../../broker/packet-size-guard.ts';

function packet(bodyBytes: number): Buffer {
  const head = [0x30];
  let left = bodyBytes;
  do {
    const byte = left % 128;
    left = Math.floor(left / 128);
    head.push(left > 0 ? byte | 0x80 : byte);
  } while (left > 0);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(bodyBytes, 0xff)]);
}

test('property: accepts exactly the streams whose packets all fit, wherever they are cut', () => {
  const mostBytes = 300;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
      (sizes, cuts) => {
        const bytes = Buffer.concat(sizes.map(packet));
        const guard = new PacketSizeGuard();
        let isAccepted = true;
        for (let at = 0, i = 0; at < bytes.length && isAccepted; i++) {
          const step = cuts[i % cuts.length]!;
          isAccepted = guard.accepts(bytes.subarray(at, at + step), mostBytes);
          at += step;
        }
        expect(isAccepted).toBe(sizes.every((size) => size <= mostBytes));
      },
    ),
  );
});

test('a length of five bytes is refused', () => {
  const guard = new PacketSizeGuard();
  expect(guard.accepts(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]), Number.MAX_SAFE_INTEGER)).toBe(
    false,
  );
});
