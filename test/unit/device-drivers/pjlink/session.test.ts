// A PJLink session against a peer that also misbehaves: values, commands, passwords, silence, garbage, cut connections.
import { createSocket } from 'node:dgram';
import { status } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { digestOf } from '../../../../device-drivers/pjlink/codec.ts';
import { pjlinkDriver } from '../../../../device-drivers/pjlink/driver.ts';
import { freePort, planOf, pointOf, SeenSink, until } from '../support.ts';
import { type PeerAnswer, PjlinkPeer, usualAnswer } from './peer.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

interface Wish {
  readonly answer?: (line: string) => PeerAnswer;
  readonly greeting?: string;
  readonly isTerse?: boolean;
  readonly model?: string;
  readonly settings?: Record<string, unknown>;
}

async function sessionWith({
  answer = usualAnswer,
  greeting,
  isTerse,
  model = 'pjlink-class-1',
  settings,
}: Wish = {}) {
  const peer = new PjlinkPeer(answer);
  if (greeting !== undefined) peer.greeting = greeting;
  peer.isTerse = isTerse ?? false;
  open.push(peer);
  const port = await peer.listen();
  const devices = [{ id: 'p', model, address: {} }];
  const plan = planOf(
    'pjlink',
    { host: '127.0.0.1', port, timeoutMs: 300, pauseMs: 0, ...settings },
    devices,
  );
  const sink = new SeenSink(plan);
  const session = pjlinkDriver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { peer, plan, sink, session };
}

test('every point of a projector gets its value or the reason why not', async () => {
  const { plan, sink } = await sessionWith();
  const points = plan.devices[0]!.points.map(({ point }) => point.pointId);
  await until(() => points.every((id) => sink.last(id)), 'all points');
  expect(sink.last('p/power')).toMatchObject({ value: 1, status: status.good });
  expect(sink.last('p/power-set')).toMatchObject({ value: 1, status: status.good });
  expect(sink.last('p/input')).toMatchObject({ value: 31, status: status.good });
  expect(sink.last('p/picture-mute')).toMatchObject({ value: 1, status: status.good });
  expect(sink.last('p/sound-mute')).toMatchObject({ value: 0, status: status.good });
  expect(sink.last('p/lamp-error')).toMatchObject({ value: 1, status: status.good });
  expect(sink.last('p/other-error')).toMatchObject({ value: 2, status: status.good });
  expect(sink.last('p/lamp-hours')).toMatchObject({ value: 1_234, status: status.good });
  expect(sink.last('p/name')).toMatchObject({ text: '报告厅', status: status.good });
  expect(sink.isOnline('p')).toBe(true);
});

test('class 2 asks with its own commands; an unknown command is a configuration error, and not asked again', async () => {
  const { peer, sink } = await sessionWith({ model: 'pjlink-class-2' });
  await until(() => sink.last('p/serial') && sink.last('p/input') && sink.last('p/filter-hours'), 'values');
  expect(sink.last('p/input')).toMatchObject({ value: 310, status: status.outOfRange });
  expect(sink.last('p/filter-hours')).toMatchObject({ value: 77, status: status.good });
  expect(sink.last('p/serial')).toMatchObject({ status: status.configurationError });
  const asked = peer.count('%2IRES ?');
  await until(
    () => sink.samples.filter(({ pointId }) => pointId === 'p/resolution').length > 1,
    'told again',
  );
  expect(peer.count('%2IRES ?')).toBe(asked);
});

test('an order goes out once, and its answer tells what became of it', async () => {
  const { peer, plan, sink, session } = await sessionWith();
  await until(() => sink.last('p/inputs'), 'inputs');
  expect(await session.write(pointOf(plan, 'p/input-set'), 32)).toEqual({ ok: true });
  expect(peer.count('%1INPT 32')).toBe(1);
  expect(await session.write(pointOf(plan, 'p/picture-mute-set'), 0)).toEqual({ ok: true });
  expect(peer.count('%1AVMT 10')).toBe(1);
  expect(await session.write(pointOf(plan, 'p/input-set'), 12)).toMatchObject({
    ok: false,
    reason: 'value-out-of-range',
  });
  expect(peer.count('%1INPT 12')).toBe(0);
  expect(await session.write(pointOf(plan, 'p/input'), 31)).toMatchObject({ reason: 'not-writable' });
  peer.answer = (line) => (line.endsWith('?') ? usualAnswer(line) : '%1INPT=ERR2');
  expect(await session.write(pointOf(plan, 'p/input-set'), 33)).toMatchObject({
    reason: 'value-out-of-range',
  });
  peer.answer = (line) => (line.endsWith('?') ? usualAnswer(line) : '%1INPT=ERR4');
  expect(await session.write(pointOf(plan, 'p/input-set'), 33)).toMatchObject({
    reason: 'command-refused-by-device',
  });
});

test('power is never fought', async () => {
  let state = 2;
  const { peer, plan, session } = await sessionWith({
    answer: (line) => (line === '%1POWR ?' ? `%1POWR=${state}` : usualAnswer(line)),
  });
  const order = pointOf(plan, 'p/power-set');
  expect(await session.write(order, 1)).toMatchObject({ ok: false, reason: 'device-busy' });
  expect(await session.write(order, 0)).toEqual({ ok: true });
  state = 3;
  expect(await session.write(order, 0)).toMatchObject({ ok: false, reason: 'device-busy' });
  expect(await session.write(order, 1)).toEqual({ ok: true });
  expect(peer.lines.filter((line) => /^%1POWR [01]$/.test(line))).toEqual([]);
  state = 0;
  expect(await session.write(order, 1)).toEqual({ ok: true });
  expect(peer.count('%1POWR 1')).toBe(1);
  peer.answer = (line) => (line === '%1POWR ?' ? '%1POWR=0' : '%1POWR=ERR3');
  expect(await session.write(order, 1)).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
});

test('what is not available now is out of service, and the power goes on being told', async () => {
  const { sink } = await sessionWith({
    answer: (line) => (line === '%1POWR ?' ? '%1POWR=0' : `${line.slice(0, 6)}=ERR3`),
  });
  await until(() => sink.last('p/input') && sink.last('p/power'), 'values');
  expect(sink.last('p/input')).toMatchObject({ value: Number.NaN, status: status.outOfService });
  expect(sink.last('p/power')).toMatchObject({ value: 0, status: status.good });
  expect(sink.isOnline('p')).toBe(true);
});

test('a projector that closes after each answer is asked on, and stays online', async () => {
  const { peer, plan, sink, session } = await sessionWith({
    isTerse: true,
    settings: { pauseMs: 20 },
    answer: (line) => (line === '%1POWR ?' ? '%1POWR=0' : usualAnswer(line)),
  });
  await until(() => sink.last('p/input') && sink.last('p/lamp-hours') && sink.last('p/name'), 'values');
  expect(await session.write(pointOf(plan, 'p/input-set'), 31)).toEqual({ ok: true });
  expect(await session.write(pointOf(plan, 'p/power-set'), 1)).toEqual({ ok: true });
  expect(peer.count('%1POWR 1')).toBe(1);
  expect(peer.connections).toBeGreaterThan(5);
  expect(sink.states.filter(({ isOnline }) => !isOnline)).toEqual([]);
});

test('where another controller needs it, the connection is closed after each round', async () => {
  const { peer, sink } = await sessionWith({ settings: { keepOpen: false } });
  await until(() => sink.samples.filter(({ pointId }) => pointId === 'p/power').length > 2, 'three rounds');
  expect(peer.connections).toBeGreaterThan(2);
  expect(sink.states.filter(({ isOnline }) => !isOnline)).toEqual([]);
});

test('a password: right, wrong, missing', async () => {
  const lock = 'PJLINK 1 498e4a67\r';
  const digest = digestOf('498e4a67', 'secret1');
  const isRight = (line: string): boolean => line.startsWith(digest) || !/^[0-9a-f]{32}/.test(line);
  const answer = (line: string): string =>
    isRight(line) ? usualAnswer(line.replace(digest, '')) : 'PJLINK ERRA';
  const right = await sessionWith({ greeting: lock, answer, settings: { password: 'secret1' } });
  await until(() => right.sink.last('p/power'), 'a value');
  expect(right.peer.lines.filter((line) => line.startsWith(digest))).toHaveLength(1);
  for (const settings of [{ password: 'other' }, {}]) {
    const wrong = await sessionWith({ greeting: lock, answer, settings });
    await until(() => wrong.sink.isOnline('p') === false, 'offline');
    expect(wrong.sink.states[0]).toMatchObject({ isOnline: false, reason: 'configurationError' });
    expect(wrong.sink.last('p/power')).toMatchObject({ status: status.configurationError });
    const written = await wrong.session.write(pointOf(wrong.plan, 'p/power-set'), 1);
    expect(written).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
    expect(wrong.peer.connections).toBe(1);
  }
});

test('silence, garbage and cut connections: bad with a reason, back by the next poll', async () => {
  const { peer, plan, sink, session } = await sessionWith();
  await until(() => sink.isOnline('p'), 'online');
  const troubles: PeerAnswer[] = [
    null,
    { raw: 'x'.repeat(5_000) },
    { raw: '%1POWR=1' },
    '%1NONE=1',
    'cut',
    { raw: '\r' },
    { raw: '%1POWR=0\r', afterMs: 400 },
  ];
  for (const trouble of troubles) {
    peer.answer = () => trouble;
    await until(() => sink.isOnline('p') === false, `offline at ${JSON.stringify(trouble)}`);
    const { status: code, value } = sink.last('p/power')!;
    expect([status.timeout, status.decodingError, status.notConnected]).toContain(code);
    expect(value).toBeNaN();
    expect((await session.read(pointOf(plan, 'p/power'))).value).toBeNaN();
    peer.answer = usualAnswer;
    await until(() => sink.isOnline('p') === true && sink.last('p/power')?.value === 1, 'back');
  }
  const told = sink.samples.filter(
    ({ pointId, status: code }) => pointId === 'p/power' && code === status.good,
  );
  expect(told.filter(({ value }) => value !== 1)).toEqual([]);
}, 60_000);

test('one command that is never answered costs its own points, not the projector', async () => {
  const { sink } = await sessionWith({
    settings: { timeoutMs: 60 },
    answer: (line) => (line === '%1LAMP ?' ? null : usualAnswer(line)),
  });
  await until(() => sink.last('p/lamp-hours'), 'the reason', 30_000);
  expect(sink.last('p/lamp-hours')).toMatchObject({ status: status.timeout });
  expect(sink.last('p/power')).toMatchObject({ value: 1, status: status.good });
  expect(sink.states.filter(({ isOnline }) => !isOnline)).toEqual([]);
}, 40_000);

test('a single lost answer is asked again at once and nobody hears of it', async () => {
  let isSilent = false;
  const { sink } = await sessionWith({
    answer: (line) => {
      if (!isSilent) return usualAnswer(line);
      isSilent = false;
      return null;
    },
  });
  await until(() => sink.last('p/name'), 'values');
  isSilent = true;
  const before = sink.samples.length;
  await until(() => !isSilent && sink.samples.length > before + 5, 'more values');
  expect(sink.states).toHaveLength(1);
  expect(
    sink.samples.filter(({ pointId, status: code }) => pointId === 'p/power' && code !== status.good),
  ).toEqual([]);
});

test('whatever a projector answers, no wrong value is told and it is back by the next poll', async () => {
  const { peer, sink } = await sessionWith({ settings: { timeoutMs: 60 } });
  await until(() => sink.last('p/power'), 'a value');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 4 }),
      async (texts) => {
        const from = sink.samples.length;
        let next = 0;
        peer.answer = () => ({ raw: `${texts[next++ % texts.length]}\r` });
        await until(() => next > 2, 'asked');
        peer.answer = usualAnswer;
        await until(() => sink.last('p/power')?.value === 1 && sink.isOnline('p'), 'back');
        const told = sink.samples.slice(from).filter(({ pointId }) => pointId === 'p/power');
        expect(told.filter(({ status: code, value }) => code === status.good && value !== 1)).toEqual([]);
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);

test('a notice makes it ask at once, and is no value itself', async () => {
  const noticePort = await freePort();
  let state = 1;
  const { peer, sink } = await sessionWith({
    model: 'pjlink-class-2',
    settings: { noticePort },
    answer: (line) => (line === '%1POWR ?' ? `%1POWR=${state}` : usualAnswer(line)),
  });
  await until(() => sink.last('p/name') && sink.last('p/fan-error'), 'values');
  const socket = createSocket('udp4');
  const asked = peer.count('%1NAME ?');
  socket.send('%2LKUP=00:11:22:33:44:55\r', noticePort, '127.0.0.1');
  await until(() => peer.count('%1NAME ?') > asked, 'asked before its 20 s are over');
  expect(sink.last('p/power')).toMatchObject({ value: 1 });
  state = 2;
  socket.send('rubbish', noticePort, '127.0.0.1');
  socket.send('%2POWR=2\r', noticePort, '127.0.0.1');
  await until(() => sink.last('p/power')?.value === 2, 'the new state');
  socket.close();
});
