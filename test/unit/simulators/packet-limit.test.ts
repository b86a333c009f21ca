// The limit on MQTT packets: judged by the announced length, however the stream is cut.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketLimit } from '../../../simulators/mqtt/packet-limit.ts';

function packet(bodyBytes: number): Buffer {
  const length: number[] = [];
  let rest = bodyBytes;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? digit | 0x80 : digit);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bodyBytes, 0xff)]);
}

test('packets up to the limit pass and the first larger one does not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(400), { maxLength: 8 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      (bodies, cut, isTooLarge) => {
        const limit = new PacketLimit(400);
        const stream = Buffer.concat([...bodies, ...(isTooLarge ? [401] : [])].map(packet));
        let accepted = true;
        for (let at = 0; at < stream.length && accepted; at += cut) {
          accepted = limit.accepts(stream.subarray(at, at + cut));
        }
        expect(accepted).toBe(!isTooLarge);
      },
    ),
  );
});

test('a length that never ends is refused', () => {
  expect(new PacketLimit(1e9).accepts(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]))).toBe(false);
});
