// Several requests in flight: as many as were allowed, answers in any order, and what a spoilt connection costs whom.
import { status } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { deviceModel, point, text } from '../../../../device-drivers/device-models/point-builder.ts';
import { type PlannedDevice, pointOf, until } from '../support.ts';
import { peerOf, sessionOf } from './bench.ts';
import { exception, frameOf, type PeerAnswer, PeerMemory, type PeerRequest } from './peer.ts';

const boards = (count: number): PlannedDevice[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `u${i + 1}`,
    model: 'lamp-relay-4',
    address: { unit: i + 1 },
  }));

/** Counts what is with the device at the same time; answers take `delayMs(nth)`. */
async function slowBus(units: number, pipeline: number | undefined, delayMs: (nth: number) => number) {
  const memory = new PeerMemory();
  const seen = { now: 0, most: 0, nth: 0, writeBeside: 0 };
  const { port, peer } = await peerOf((request): PeerAnswer => {
    seen.now++;
    seen.most = Math.max(seen.most, seen.now);
    if (request.code === 5) seen.writeBeside = seen.now - 1;
    const after = delayMs(seen.nth++);
    setTimeout(() => seen.now--, after);
    return { after, pdu: answerFrom(memory, request) };
  });
  const settings = { timeoutMs: 2_000, ...(pipeline === undefined ? {} : { pipeline }) };
  return { peer, seen, ...(await sessionOf(port, boards(units), settings)) };
}

/** Every unit's first coil tells whether its number is odd. */
function answerFrom(memory: PeerMemory, request: PeerRequest): Buffer {
  memory.coils.set(0, request.unit % 2 === 1);
  return memory.answer(request) as Buffer;
}

test('one request is in flight where nothing else is said', async () => {
  const { seen, sink } = await slowBus(4, undefined, () => 60);
  await until(() => sink.last('u4/front'), 'values');
  expect(seen.most).toBe(1);
});

test('answers in any order reach the units that were asked', async () => {
  const { seen, sink } = await slowBus(12, 4, (nth) => 30 + 40 * (nth % 3));
  const ids = boards(12).map(({ id }) => id);
  await until(() => ids.every((id) => sink.last(`${id}/front`)), 'values');
  await until(() => sink.samples.length > 200, 'more values');
  expect(seen.most).toBe(3);
  for (const { pointId, value, status: code } of sink.samples) {
    if (!pointId.endsWith('/front')) continue;
    expect([pointId, value, code]).toEqual([pointId, Number(pointId.slice(1, -6)) % 2, status.good]);
  }
});

test('of four places one is kept for commands: a command leaves beside the reads', async () => {
  const { plan, seen, sink, session } = await slowBus(12, 4, () => 100);
  await until(() => sink.last('u12/front'), 'values');
  expect(await session.write(pointOf(plan, 'u3/front-set'), 1)).toEqual({ ok: true });
  expect(seen.writeBeside).toBe(3);
  expect(seen.most).toBe(4);
});

test('one unit is asked one thing at a time unless its model bears more', async () => {
  const inFlight = new Map<number, number>();
  let most = 0;
  const memory = new PeerMemory();
  const { port } = await peerOf((request) => {
    const now = (inFlight.get(request.unit) ?? 0) + 1;
    inFlight.set(request.unit, now);
    most = Math.max(most, now);
    setTimeout(() => inFlight.set(request.unit, inFlight.get(request.unit)! - 1), 30);
    return { after: 30, pdu: memory.answer(request) as Buffer };
  });
  const thermostats = [1, 2, 3].map((unit) => ({
    id: `ac${unit}`,
    model: 'fan-coil-thermostat',
    address: { unit },
  }));
  const { sink } = await sessionOf(port, thermostats, { pipeline: 8 });
  await until(() => ['ac1/valve', 'ac2/target', 'ac3/fan'].every((id) => sink.last(id)), 'values');
  expect(most).toBe(1);
});

describe('a unit that spoils the connection', () => {
  const spoilings: [string, (request: PeerRequest) => PeerAnswer][] = [
    ['bytes that are no Modbus', () => ({ raw: Buffer.alloc(13, 0xa5) })],
    [
      'half an answer',
      (request) => ({ raw: frameOf(request, new PeerMemory().answer(request) as Buffer).subarray(0, -1) }),
    ],
    ['silence', () => 'silent'],
  ];
  test.each(spoilings)('by %s goes offline alone', async (_, spoil) => {
    const memory = new PeerMemory();
    const { port } = await peerOf((request) =>
      request.unit === 2 ? spoil(request) : { after: 5, pdu: answerFrom(memory, request) },
    );
    const { sink } = await sessionOf(port, boards(6), { pipeline: 4 });
    await until(() => sink.isOnline('u2') === false, 'offline', 20_000);
    await until(() => sink.isOnline('u1') && sink.isOnline('u6'), 'the others', 20_000);
    const fromMs = Date.now();
    await until(() => Date.now() - fromMs > 3_000, 'a while');
    expect(sink.states.filter(({ deviceId, isOnline }) => !isOnline && deviceId !== 'u2')).toEqual([]);
    expect(sink.samples.filter((it) => it.pointId === 'u2/front' && it.status === status.good)).toEqual([]);
    for (const id of ['u1', 'u3', 'u6']) {
      const since = sink.samples.filter((it) => it.pointId === `${id}/front` && it.timeMs >= fromMs);
      expect(since.length).toBeGreaterThan(2);
    }
  });
});

test('a read that is in flight when another is refused and divided is not asked a second time', async () => {
  const slowAt = 1_000;
  const places = [0, 1, slowAt];
  const model = deviceModel({
    id: 'two-reads',
    name: text('两段', 'two reads'),
    maker: 'test',
    kind: 'energy-meter',
    system: 'energy',
    protocol: 'modbus',
    source: 'example',
    settings: { pipeline: 4 },
    points: places.map((address) =>
      point(
        { id: `r${address}`, name: text('值', 'value'), quantity: 'count', range: { min: 0, max: 65_535 } },
        { table: 'holding', address, type: 'uint16' },
        { periodMs: 20 },
      ),
    ),
  });
  const memory = new PeerMemory();
  let unanswered = 0;
  let mostUnanswered = 0;
  const { port } = await peerOf((request) => {
    if (request.operand > 1) return exception(request, 2);
    if (request.address !== slowAt) return memory.answer(request);
    mostUnanswered = Math.max(mostUnanswered, ++unanswered);
    setTimeout(() => unanswered--, 300);
    return { after: 300, pdu: memory.answer(request) as Buffer };
  });
  const { sink } = await sessionOf(port, [{ id: 'u1', model, address: { unit: 1 } }], { timeoutMs: 2_000 });
  await until(() => places.every((address) => sink.last(`u1/r${address}`)), 'values of all');
  expect(mostUnanswered).toBe(1);
});
