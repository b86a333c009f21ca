// Several units behind one gateway, some of which spoil the connection: they pay for it, their neighbours do not.
import { qualityOf, status } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { type PlannedDevice, pointOf, type SeenSink, until } from '../support.ts';
import { peerOf, sessionOf } from './bench.ts';
import { frameOf, type PeerAnswer, PeerMemory, type PeerRequest } from './peer.ts';

/** A lamp board's points are read once in this time. */
const periodMs = 1_000;

const boards = (first: number, count: number): PlannedDevice[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `u${first + i}`,
    model: 'lamp-relay-4',
    address: { unit: first + i },
  }));
/** The bad ones are listed first: they are asked first. */
const bad = boards(1, 4);
const good = boards(5, 6);
const memory = new PeerMemory();
const correct = (request: PeerRequest): Buffer => frameOf(request, memory.answer(request) as Buffer);

const spoilings: Record<string, (request: PeerRequest, nth: number) => PeerAnswer> = {
  'bytes that are no Modbus': () => ({ raw: Buffer.alloc(13, 0xa5) }),
  'an answer whose end is missing': (request) => ({ raw: correct(request).subarray(0, -1) }),
  'an answer with bytes behind it': (request) => ({
    raw: Buffer.concat([correct(request), Buffer.from([1, 2, 3])]),
  }),
  "another function's answer": (request) => Buffer.from([request.code ^ 0x40, 1, 0]),
  'an answer to some other request': (request) => ({
    raw: correct({ ...request, transaction: request.transaction ^ 0x80 }),
  }),
};
const kinds = Object.values(spoilings);
const cases = Object.entries({
  ...spoilings,
  'all of these in turn': (request: PeerRequest, nth: number) => kinds[nth % kinds.length]!(request, nth),
});

async function busWith(spoil: (request: PeerRequest, nth: number) => PeerAnswer, isBad = isFirstFour) {
  let nth = 0;
  const { port, peer } = await peerOf((request) =>
    isBad(request.unit) ? spoil(request, nth++) : memory.answer(request),
  );
  return { peer, ...(await sessionOf(port, [...bad, ...good])) };
}

const isFirstFour = (unit: number): boolean => unit <= 4;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The longest time between good samples of a device's point, up to the end of the watch. */
function longestGapMs(sink: SeenSink, deviceId: string, fromMs: number, toMs: number): number {
  const times = sink.samples
    .filter(({ pointId, status: code }) => pointId === `${deviceId}/front` && code === status.good)
    .map(({ timeMs }) => timeMs)
    .filter((timeMs) => timeMs >= fromMs);
  return Math.max(...[fromMs, ...times, toMs].map((at, i, all) => (i > 0 ? at - all[i - 1]! : 0)));
}

/** What became of the bus, as a row that says where it is not as it should be. */
async function outcomeOf(spoil: (request: PeerRequest, nth: number) => PeerAnswer) {
  const { sink, peer } = await busWith(spoil);
  const beganMs = Date.now();
  await until(() => bad.every(({ id }) => sink.isOnline(id) === false), 'the bad ones offline');
  const backedOffMs = Date.now();
  const readsBefore = peer.requests.length;
  await pause(6 * periodMs);
  const endMs = Date.now();
  const badReads = peer.requests.slice(readsBefore).filter(({ unit }) => isFirstFour(unit)).length;
  const badPoints = bad.flatMap(({ id }) => [`${id}/front`, `${id}/front-set`, `${id}/inner-row`]);
  const gapMs = (fromMs: number, toMs: number): number =>
    Math.max(...good.map(({ id }) => longestGapMs(sink, id, fromMs, toMs)));
  return {
    badPointsWithValue: badPoints.filter((id) => qualityOf(sink.last(id)!.status) !== 'bad'),
    isBackedOff: badReads <= 16,
    isPromptAtFirst: gapMs(beganMs, backedOffMs) < 10_000,
    isPromptAfterwards: gapMs(backedOffMs, endMs) < 3 * periodMs,
    falseAlarms: sink.states.filter(
      ({ deviceId, isOnline }) => !isOnline && good.some(({ id }) => id === deviceId),
    ),
  };
}

test('four bad units go offline, the others keep their period, whatever the nonsense is', async () => {
  const outcomes = await Promise.all(
    cases.map(async ([name, spoil]) => [name, await outcomeOf(spoil)] as const),
  );
  const asItShould = {
    badPointsWithValue: [],
    isBackedOff: true,
    isPromptAtFirst: true,
    isPromptAfterwards: true,
    falseAlarms: [],
  };
  expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(cases.map(([name]) => [name, asItShould])));
});

test('a unit that becomes sensible again is seen within its longest back-off', async () => {
  let isBad = true;
  const { sink } = await busWith(spoilings['bytes that are no Modbus']!, (unit) => isBad && unit <= 4);
  await until(() => bad.every(({ id }) => sink.isOnline(id) === false), 'offline');
  expect(sink.last('u1/front')?.status).toBe(status.communicationError);
  isBad = false;
  await until(() => bad.every(({ id }) => sink.isOnline(id) === true), 'online again', 12_000);
  expect(sink.last('u1/front')?.status).toBe(status.good);
});

test('where every unit talks nonsense the connection itself is backed off', async () => {
  const { sink, peer } = await busWith(spoilings['bytes that are no Modbus']!, () => true);
  await until(() => [...bad, ...good].every(({ id }) => sink.isOnline(id) === false), 'all offline');
  const before = peer.connections;
  await pause(5_000);
  expect(peer.connections - before).toBeLessThan(12);
});

test('a unit at whose request the gateway hangs up goes offline alone', async () => {
  const { port, peer } = await peerOf((request) => {
    if (request.unit !== 1) return memory.answer(request);
    setImmediate(() => peer.cut());
    return 'silent';
  });
  const { sink } = await sessionOf(port, [bad[0]!, ...good]);
  await until(() => good.every(({ id }) => sink.isOnline(id)), 'the others');
  await until(() => sink.isOnline('u1') === false, 'the one offline');
  const fromMs = Date.now();
  await pause(4 * periodMs);
  for (const { id } of good) expect(longestGapMs(sink, id, fromMs, Date.now())).toBeLessThan(3 * periodMs);
});

test('more silent units than the doubt of a connection takes do not hide a good one', async () => {
  const { port } = await peerOf((request) => (request.unit === 20 ? memory.answer(request) : 'silent'));
  const { sink } = await sessionOf(port, [...boards(1, 8), ...boards(20, 1)]);
  await until(() => sink.isOnline('u20'), 'the good one', 5_000);
  await until(() => boards(1, 8).every(({ id }) => sink.isOnline(id) === false), 'the silent ones', 15_000);
  const fromMs = Date.now();
  await pause(6 * periodMs);
  expect(longestGapMs(sink, 'u20', fromMs, Date.now())).toBeLessThan(3 * periodMs);
  expect(sink.isOnline('u20')).toBe(true);
});

test('a read that is never answered, while others of its unit are, turns its points bad', async () => {
  const { port } = await peerOf((request) => (request.code === 3 ? 'silent' : memory.answer(request)));
  const { sink } = await sessionOf(port, [
    { id: 'ac', model: 'fan-coil-thermostat', address: { unit: 1 } },
    ...boards(2, 1),
  ]);
  await until(() => sink.last('ac/target'), 'a word about the registers that are not answered');
  expect(sink.last('ac/target')).toMatchObject({ value: Number.NaN, status: status.timeout });
  const goodReads = (): number =>
    sink.samples.filter(
      ({ pointId, status: code }) => pointId === 'ac/room-temperature' && code === status.good,
    ).length;
  await until(() => goodReads() >= 8, 'the registers that are answered', 20_000);
  expect(sink.last('ac/target')).toMatchObject({ value: Number.NaN, status: status.timeout });
  expect(sink.isOnline('ac')).toBe(true);
});

test('a probe of a silent unit holds up no point by more than its period, a slow unit is found again', async () => {
  let isSlow = false;
  const { port } = await peerOf((request) => {
    if (request.unit === 1) return memory.answer(request);
    return isSlow ? { after: 600, pdu: memory.answer(request) as Buffer } : 'silent';
  });
  const panel = { id: 'panel', model: 'fire-panel', address: { unit: 1 } };
  const { sink } = await sessionOf(port, [panel, ...boards(2, 1)], { timeoutMs: 1_000 });
  await until(() => sink.isOnline('u2') === false, 'offline');
  const fromMs = Date.now();
  await pause(7_000);
  const times = sink.samples.filter(({ pointId, timeMs }) => pointId === 'panel/fire' && timeMs >= fromMs);
  const gaps = times.map(({ timeMs }, i) => timeMs - (times[i - 1]?.timeMs ?? fromMs));
  expect(Math.max(...gaps)).toBeLessThan(750);
  isSlow = true;
  await until(() => sink.isOnline('u2') === true, 'the slow unit online', 20_000);
});

describe('commands', () => {
  test('to a unit that talks nonsense fail for that reason', async () => {
    const { plan, session, sink } = await busWith(spoilings['bytes that are no Modbus']!);
    await until(() => sink.last('u5/front'), 'a connection');
    expect(await session.write(pointOf(plan, 'u2/front-set'), 1)).toMatchObject({
      ok: false,
      reason: 'device-answer-garbled',
    });
  });

  test('to a good unit arrive, however often its neighbours spoil the connection', async () => {
    const { plan, session, sink, peer } = await busWith(spoilings['bytes that are no Modbus']!);
    await until(() => sink.last('u5/front'), 'a connection');
    for (let i = 0; i < 40; i++) {
      expect(await session.write(pointOf(plan, 'u7/front-set'), i % 2)).toEqual({ ok: true });
      await pause(50);
    }
    expect(peer.connections).toBeGreaterThan(8);
  });
});
