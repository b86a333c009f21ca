// Answers spoilt where it can be known: nothing wrong becomes a value, and what is asked after the last of them is right
// again. A number that fell over inside a right frame of Modbus TCP, which has no checksum, cannot be known: it is left alone.
import { status } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import { expect, test } from 'vitest';
import { until } from '../support.ts';
import { closedAfterwards, peerOf, sessionOf } from './bench.ts';
import { frameOf, PeerMemory, type PeerRequest } from './peer.ts';
import { lineFrame, RtuPeer } from './rtu-peer.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const random = seededRandom(seed);
const below = (limit: number): number => Math.floor(random() * limit);
const mutated = 300;
/** Of the answers, so that back-off leaves enough to ask. */
const spoiltShare = 0.25;
const air = { id: 'air', model: 'generic-cn-co2', address: { unit: 3 } };
/** Many units, so that the back-off of one leaves enough to ask. */
const fleet = [
  air,
  ...Array.from({ length: 60 }, (_, i) => ({ ...air, id: `a${i}`, address: { unit: 10 + i } })),
];
const wanted = { 'air/co2': 812, 'air/temperature': -3.5, 'air/humidity': 45.5 };

function airMemory(): PeerMemory {
  const memory = new PeerMemory();
  memory.input.set(1, 812).set(2, -35).set(3, 455);
  return memory;
}

/** A frame of which bytes before `until` changed, or bytes went missing, came twice or came from nowhere. */
function spoilt(frame: Buffer, changeable: number): Buffer {
  const at = below(frame.length);
  const noise = Buffer.from(Array.from({ length: 1 + below(40) }, () => below(256)));
  const ways: readonly (() => Buffer)[] = [
    () => {
      const place = below(changeable);
      frame[place] = frame[place]! ^ (1 + below(255));
      return frame;
    },
    () => frame.subarray(0, at),
    () => Buffer.concat([frame.subarray(0, at), frame.subarray(at + 1)]),
    () => noise,
    () => Buffer.alloc(0),
  ];
  return ways[below(ways.length)]!();
}

/** All devices say the same. */
function wantedOf(pointId: string): number {
  return wanted[`air/${pointId.split('/')[1]}` as keyof typeof wanted];
}

async function holds(kind: string, opened: Awaited<ReturnType<typeof sessionOf>>, count: () => number) {
  const { sink } = opened;
  await until(() => count() >= mutated, `${mutated} spoilt answers (seed ${seed})`, 60_000);
  const ids = Object.keys(wanted);
  const fromMs = Date.now();
  const isBack = (id: string) =>
    sink.samples.some((it) => it.pointId === id && it.timeMs > fromMs && it.status === 0);
  await until(() => ids.every(isBack), `${kind}: values again (seed ${seed})`, 20_000);
  const wrong = sink.samples.filter((it) => it.status === status.good && it.value !== wantedOf(it.pointId));
  expect(wrong, `${kind}, seed ${seed}`).toEqual([]);
}

const settings = { timeoutMs: 50 };

test('on Modbus TCP', async () => {
  const memory = airMemory();
  let nth = 0;
  const headerAndCount = 9;
  const { port } = await peerOf((request) => {
    const pdu = memory.answer(request) as Buffer;
    if (nth >= mutated || random() > spoiltShare) return pdu;
    nth++;
    return { raw: spoilt(frameOf(request, pdu), headerAndCount) };
  });
  const opened = await sessionOf(port, fleet, settings);
  await holds('TCP', opened, () => nth);
}, 90_000);

test('on RTU', async () => {
  const memory = airMemory();
  let nth = 0;
  const peer = closedAfterwards(
    new RtuPeer((request: PeerRequest) => {
      const pdu = memory.answer(request) as Buffer;
      const frame = lineFrame(request.unit, pdu);
      if (nth >= mutated || random() > spoiltShare) return pdu;
      nth++;
      return { raw: spoilt(frame, frame.length) };
    }),
  );
  const opened = await sessionOf(await peer.listen(), fleet, {
    ...settings,
    transport: 'rtu-over-tcp',
    gapMs: 0,
  });
  await holds('RTU', opened, () => nth);
}, 90_000);
