// Publications of QoS 0 are taken out of a connection's bytes wherever the network cuts them; all else is passed on as it came.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PublicationTap } from '../../../runtime/publication-tap.ts';

interface Packet {
  readonly bytes: Buffer;
  readonly said: { topic: string; payload: string; isRetained: boolean } | null;
}

function withLength(head: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

function publication(version: 4 | 5, topic: string, payload: Uint8Array, flags: number, set: number): Packet {
  const text = Buffer.from(topic);
  const qos = (flags >> 1) & 3;
  const body = Buffer.concat([
    Buffer.from([text.length >> 8, text.length & 255]),
    text,
    ...(qos > 0 ? [Buffer.from([0, 7])] : []),
    ...(version === 5 ? [Buffer.from([set, ...Array.from({ length: set }, () => 1)])] : []),
    payload,
  ]);
  const said = { topic, payload: Buffer.from(payload).toString('hex'), isRetained: (flags & 1) === 1 };
  return { bytes: withLength(0x30 | flags, body), said: qos === 0 ? said : null };
}

const packet = (version: 4 | 5): fc.Arbitrary<Packet> =>
  fc.oneof(
    fc
      .tuple(
        fc.string({ minLength: 1, maxLength: 20 }),
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom(0, 0, 0, 1, 2, 3),
        fc.nat(5),
      )
      .map(([topic, payload, flags, set]) => publication(version, topic, payload, flags, set)),
    fc
      .tuple(fc.constantFrom(0x20, 0x40, 0x90, 0xd0), fc.uint8Array({ maxLength: 200 }))
      .map(([head, body]) => ({ bytes: withLength(head, Buffer.from(body)), said: null })),
  );

function run(version: 4 | 5, bytes: Buffer, cuts: readonly number[]) {
  const said: Packet['said'][] = [];
  const passed: Buffer[] = [];
  const tap = new PublicationTap({
    version,
    onPublication: (topic, payload, isRetained) => {
      said.push({ topic, payload: Buffer.from(payload).toString('hex'), isRetained });
      return true;
    },
    passOn: (part) => passed.push(Buffer.from(part)),
  });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    const read = Buffer.from(bytes.subarray(from, to));
    tap.take(read);
    read.fill(0xee); // the buffer is read into again
    from = to;
  }
  return { said, passed: Buffer.concat(passed).toString('hex') };
}

test.each([4, 5] as const)(
  'MQTT level %i: nothing is lost, doubled or moved, wherever it is cut',
  (version) => {
    fc.assert(
      fc.property(
        fc.array(packet(version), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (packets, cuts) => {
          const bytes = Buffer.concat(packets.map((one) => one.bytes));
          const { said, passed } = run(version, bytes, cuts);
          expect(said).toEqual(packets.flatMap((one) => one.said ?? []));
          const others = packets.filter((one) => !one.said).map((one) => one.bytes);
          expect(passed).toBe(Buffer.concat(others).toString('hex'));
        },
      ),
      { numRuns: 500 },
    );
  },
);

test('byte by byte, and a publication of many chunks', () => {
  const large = publication(4, 'spBv1.0/a/DDATA/b/c', new Uint8Array(300_000).fill(7), 0, 0);
  const small = publication(4, 't', new Uint8Array([1]), 0, 0);
  const bytes = Buffer.concat([small.bytes, large.bytes, small.bytes]);
  const everyByte = Array.from({ length: 400 }, (_, i) => i);
  expect(run(4, bytes, [...everyByte, 70_000, 140_000, 210_000]).said).toEqual([
    small.said,
    large.said,
    small.said,
  ]);
});

test('what is malformed is the client’s to refuse', () => {
  const malformed = [
    Buffer.from([0x30, 1, 0]), // no room for a topic
    Buffer.from([0x30, 4, 0, 9, 65, 66]), // a topic past the end
    Buffer.from([0x30, 2, 0, 0]), // no topic
    Buffer.from([0x20, 0xff, 0xff, 0xff, 0xff, 0xff]), // a length that is none
  ];
  for (const bytes of malformed)
    expect(run(4, bytes, [])).toEqual({ said: [], passed: bytes.toString('hex') });
  const past = Buffer.from([0x30, 5, 0, 1, 65, 9, 1]); // properties past the end
  expect(run(5, past, [])).toEqual({ said: [], passed: past.toString('hex') });
});

test('bytes of chance end nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(), { maxLength: 9 }), (bytes, cuts) => {
      run(5, Buffer.from(bytes), cuts);
    }),
  );
});
