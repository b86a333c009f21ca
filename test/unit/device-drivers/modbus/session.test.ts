// Sessions against real sockets: what a good device, a bad one, a silent one and a broken connection come to.
import { status } from '@campus/campus-model';
import { describe, expect, test } from 'vitest';
import { SilentProxy } from '../silent-proxy.ts';
import { pointOf, until } from '../support.ts';
import { closedAfterwards, peerOf, sessionOf } from './bench.ts';
import { exception, frameOf, ModbusPeer, type PeerAnswer, PeerMemory, type PeerRequest } from './peer.ts';

const meter = { id: 'meter', model: 'eastron-sdm630', address: { unit: 1 } };
const lamps = { id: 'lamps', model: 'lamp-relay-4', address: { unit: 2 } };
const air = { id: 'air', model: 'generic-cn-co2', address: { unit: 3 } };

describe('reading', () => {
  test('a meter, a relay and an air sensor on one endpoint give their values', async () => {
    const memory = new PeerMemory();
    memory.setFloat('input', 0, 230.5);
    memory.setFloat('input', 52, 1500);
    memory.coils.set(1, true);
    const { port, peer } = await peerOf((request) => {
      if (request.unit === 3) memory.input.set(1, 812).set(2, -35).set(3, 455);
      else memory.input.delete(3);
      return memory.answer(request);
    });
    const { sink } = await sessionOf(port, [meter, lamps, air]);
    await until(
      () => sink.last('air/humidity') && sink.last('lamps/front') && sink.last('meter/power'),
      'values',
    );
    expect(sink.last('meter/power')).toMatchObject({ value: 1500, status: status.good });
    expect(sink.last('lamps/blackboard')).toMatchObject({ value: 1, status: status.good });
    expect(sink.last('lamps/front')).toMatchObject({ value: 0, status: status.good });
    expect(sink.last('air/co2')).toMatchObject({ value: 812 });
    expect(sink.last('air/temperature')).toMatchObject({ value: -3.5 });
    expect(sink.last('air/humidity')).toMatchObject({ value: 45.5 });
    expect(sink.isOnline('meter')).toBe(true);
    const meterReads = peer.requests.filter(({ unit }) => unit === 1);
    expect(meterReads.every(({ operand }) => operand <= 80 && operand % 2 === 0)).toBe(true);
  });

  test('devices that share a unit share its requests', async () => {
    const memory = new PeerMemory();
    memory.input.set(117, 1);
    const { port, peer } = await peerOf(memory.answer);
    const detectors = Array.from({ length: 20 }, (_, i) => ({
      id: `smoke-${i}`,
      model: 'fire-detector',
      address: { unit: 1, offset: i },
    }));
    const { sink } = await sessionOf(port, detectors);
    await until(() => sink.last('smoke-19/smoke'), 'all detectors');
    expect(peer.requests[0]).toMatchObject({ code: 4, address: 100, operand: 20 });
    expect(sink.last('smoke-17/smoke')).toMatchObject({ value: 1, status: status.good });
    expect(sink.last('smoke-16/smoke')).toMatchObject({ value: 0, status: status.good });
  });

  test('a value outside its range is uncertain, NaN is missing', async () => {
    const memory = new PeerMemory();
    memory.setFloat('input', 70, Number.NaN);
    memory.setFloat('input', 0, 9000);
    const { port } = await peerOf(memory.answer);
    const { sink } = await sessionOf(port, [meter]);
    await until(() => sink.last('meter/frequency') && sink.last('meter/voltage-l1'), 'values');
    expect(sink.last('meter/frequency')).toMatchObject({ value: Number.NaN, status: status.sensorFailure });
    expect(sink.last('meter/voltage-l1')).toMatchObject({ value: 9000, status: status.outOfRange });
  });

  test('what the device refuses is divided until the rest is read, and remembered', async () => {
    const memory = new PeerMemory();
    for (let at = 20; at < 52; at++) memory.illegal.add(at);
    memory.illegal.add(75);
    memory.setFloat('input', 0, 231);
    memory.setFloat('input', 70, 50);
    const { port, peer } = await peerOf(memory.answer);
    const { sink } = await sessionOf(port, [meter]);
    await until(() => sink.last('meter/frequency') && sink.last('meter/energy-export'), 'divided reads');
    expect(sink.last('meter/voltage-l1')).toMatchObject({ value: 231, status: status.good });
    expect(sink.last('meter/frequency')).toMatchObject({ value: 50, status: status.good });
    expect(sink.last('meter/energy-import')?.status).toBe(status.good);
    expect(sink.last('meter/energy-export')).toMatchObject({
      value: Number.NaN,
      status: status.configurationError,
    });
    expect(sink.isOnline('meter')).toBe(true);
    const before = peer.requests.length;
    await until(() => peer.requests.length >= before + 6, 'a second round');
    const crossing = peer.requests
      .slice(before)
      .filter(({ address, operand }) => (address < 52 && address + operand > 20) || address + operand > 75);
    expect(crossing).toEqual([]);
  });
});

describe('bad answers', () => {
  const cases: [string, (request: PeerRequest) => PeerAnswer, number][] = [
    ['too few registers', () => Buffer.from([4, 2, 0, 1]), status.communicationError],
    ['a wrong byte count', () => Buffer.from([4, 250, 0, 1, 0, 2, 0, 3]), status.communicationError],
    ['an odd byte count', () => Buffer.from([4, 5, 0, 1, 0, 2, 0, 3]), status.communicationError],
    ['the wrong function', () => Buffer.from([3, 6, 0, 1, 0, 2, 0, 3]), status.communicationError],
    ['a device failure', (request) => exception(request, 4), status.deviceFailure],
    ['an unknown exception', (request) => exception(request, 99), status.deviceFailure],
    ['an illegal function', (request) => exception(request, 1), status.configurationError],
  ];
  test.each(cases)('%s makes the quality bad with a reason', async (_, answer, code) => {
    const { port } = await peerOf(answer);
    const { sink } = await sessionOf(port, [air]);
    await until(() => sink.last('air/co2'), 'a sample');
    expect(sink.last('air/co2')).toMatchObject({ value: Number.NaN, status: code });
    expect(sink.samples.every((sample) => Number.isNaN(sample.value))).toBe(true);
  });

  test('a stranger’s answer before ours in one packet is passed over', async () => {
    const memory = new PeerMemory();
    memory.input.set(1, 700);
    const { port, peer } = await peerOf((request) => {
      const answer = frameOf(request, memory.answer(request) as Buffer);
      const stale = frameOf(
        { ...request, transaction: request.transaction + 9 },
        Buffer.from([4, 6, 0, 9, 0, 9, 0, 9]),
      );
      return { raw: Buffer.concat([stale, answer]) };
    });
    const { sink } = await sessionOf(port, [air]);
    await until(() => sink.last('air/co2'), 'a sample');
    expect(sink.last('air/co2')).toMatchObject({ value: 700, status: status.good });
    expect(peer.connections).toBe(1);
  });

  test('bytes that are no Modbus end the connection, the device turns bad, and good bytes bring it back', async () => {
    const memory = new PeerMemory();
    memory.input.set(1, 650);
    let isGarbage = true;
    const { port, peer } = await peerOf((request) =>
      isGarbage ? { raw: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') } : memory.answer(request),
    );
    const { sink } = await sessionOf(port, [air]);
    await until(() => sink.isOnline('air') === false, 'offline');
    expect(sink.last('air/co2')).toMatchObject({ value: Number.NaN, status: status.communicationError });
    isGarbage = false;
    await until(() => sink.isOnline('air') === true, 'online again');
    await until(() => sink.last('air/co2')?.value === 650, 'the value');
    expect(peer.connections).toBeGreaterThan(1);
  });
});

describe('silence', () => {
  test('a silent unit turns offline after three failures and does not hold up the others', async () => {
    const memory = new PeerMemory();
    const { port, peer } = await peerOf((request) =>
      request.unit === 1 ? 'silent' : memory.answer(request),
    );
    const { sink } = await sessionOf(port, [meter, lamps, air]);
    await until(() => sink.isOnline('meter') === false, 'offline');
    expect(sink.last('meter/power')).toMatchObject({ value: Number.NaN, status: status.timeout });
    expect(sink.states.filter(({ deviceId }) => deviceId === 'meter')).toHaveLength(1);
    const before = sink.samples.filter(({ pointId }) => pointId === 'lamps/front').length;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const lampReads = sink.samples.filter(({ pointId }) => pointId === 'lamps/front').length - before;
    expect(lampReads).toBeGreaterThanOrEqual(4);
    expect(peer.requests.filter(({ unit }) => unit === 1).length).toBeLessThan(10);
    expect(sink.isOnline('lamps')).toBe(true);
  });

  test('an endpoint that accepts and says nothing delays no other endpoint', async () => {
    const memory = new PeerMemory();
    const silent = await peerOf(() => 'silent');
    const good = await peerOf(memory.answer);
    const a = await sessionOf(silent.port, [air]);
    const b = await sessionOf(good.port, [lamps]);
    await until(() => b.sink.last('lamps/front'), 'the good endpoint', 1_000);
    await until(() => a.sink.isOnline('air') === false, 'the silent endpoint');
  });

  test('a connection that falls silent is doubted and made anew', async () => {
    const memory = new PeerMemory();
    const { port, peer } = await peerOf(memory.answer);
    const proxy = new SilentProxy(port);
    closedAfterwards(proxy);
    const { sink } = await sessionOf(await proxy.listen(), [lamps, air]);
    await until(() => sink.isOnline('lamps') && sink.isOnline('air'), 'online');
    proxy.isDeaf = true;
    await until(() => sink.isOnline('lamps') === false && sink.isOnline('air') === false, 'offline');
    proxy.isDeaf = false;
    await until(() => sink.isOnline('lamps') === true && sink.isOnline('air') === true, 'online again');
    expect(peer.connections).toBeGreaterThan(1);
  });

  test('nobody listening: offline with a reason; comes up later: online', async () => {
    const memory = new PeerMemory();
    const { port, peer } = await peerOf(memory.answer);
    await peer.close();
    const { sink } = await sessionOf(port, [lamps]);
    await until(() => sink.isOnline('lamps') === false, 'offline');
    expect(sink.last('lamps/front')).toMatchObject({ status: status.notConnected });
    const later = new ModbusPeer(memory.answer);
    closedAfterwards(later);
    await later.listen(port);
    await until(() => sink.isOnline('lamps') === true, 'online', 5_000);
  });

  test('a cut connection that is back at once is no offline', async () => {
    const memory = new PeerMemory();
    const { port, peer } = await peerOf(memory.answer);
    const { sink } = await sessionOf(port, [lamps]);
    await until(() => sink.last('lamps/front'), 'first values');
    const count = sink.samples.length;
    peer.cut();
    await until(() => sink.samples.length > count && peer.connections === 2, 'values again', 5_000);
    expect(sink.states).toEqual([{ deviceId: 'lamps', isOnline: true, reason: 'good' }]);
  });
});

describe('commands', () => {
  test('a lamp is switched, found in the device, and read back', async () => {
    const memory = new PeerMemory();
    const { port, peer } = await peerOf(memory.answer);
    const { plan, sink, session } = await sessionOf(port, [lamps]);
    await until(() => sink.last('lamps/window-row'), 'values');
    expect(await session.write(pointOf(plan, 'lamps/window-row-set'), 1)).toEqual({ ok: true });
    expect(memory.coils.get(2)).toBe(true);
    expect(peer.requests.find(({ code }) => code === 5)).toMatchObject({
      unit: 2,
      address: 2,
      operand: 0xff00,
    });
    expect(await session.read(pointOf(plan, 'lamps/window-row'))).toEqual({ value: 1, status: status.good });
    await until(() => sink.last('lamps/window-row')?.value === 1, 'the sample', 400);
  });

  test('a set-point is encoded by its scale', async () => {
    const memory = new PeerMemory();
    const { port } = await peerOf(memory.answer);
    const thermostat = { id: 'ac', model: 'fan-coil-thermostat', address: { unit: 9 } };
    const { plan, sink, session } = await sessionOf(port, [thermostat]);
    await until(() => sink.last('ac/target'), 'values');
    expect(await session.write(pointOf(plan, 'ac/target-set'), 25.5)).toEqual({ ok: true });
    expect(memory.holding.get(3)).toBe(255);
    expect(await session.read(pointOf(plan, 'ac/target'))).toEqual({ value: 25.5, status: status.good });
  });

  test('refusals and silences are told apart', async () => {
    const memory = new PeerMemory();
    let answer: (request: PeerRequest) => PeerAnswer = memory.answer;
    const { port } = await peerOf((request) => answer(request));
    const { plan, sink, session } = await sessionOf(port, [lamps, meter]);
    await until(() => sink.last('lamps/front'), 'values');
    const front = pointOf(plan, 'lamps/front-set');
    expect(await session.write(front, 0.5)).toMatchObject({ ok: false, reason: 'value-out-of-range' });
    expect(await session.write(pointOf(plan, 'meter/power'), 1)).toMatchObject({
      ok: false,
      reason: 'not-writable',
    });
    answer = (request) => (request.code === 5 ? exception(request, 4) : memory.answer(request));
    expect(await session.write(front, 1)).toMatchObject({ ok: false, reason: 'command-refused-by-device' });
    answer = (request) => (request.code === 5 ? 'silent' : memory.answer(request));
    expect(await session.write(front, 1)).toMatchObject({ ok: false, reason: 'device-silent' });
    answer = (request) => (request.code === 5 ? Buffer.from([5, 0, 9, 0, 0]) : memory.answer(request));
    expect(await session.write(front, 1)).toMatchObject({
      ok: false,
      detail: 'the answer does not echo the write',
    });
    await session.close();
    expect(await session.write(front, 1)).toMatchObject({ ok: false, reason: 'device-silent' });
    expect(await session.read(front)).toEqual({ value: Number.NaN, status: status.notConnected });
  });

  test('a command overtakes a plan that the bus is too slow for', async () => {
    const memory = new PeerMemory();
    const { port } = await peerOf(memory.answer);
    const many = Array.from({ length: 60 }, (_, i) => ({ ...lamps, id: `l${i}`, address: { unit: i + 1 } }));
    const { plan, sink, session } = await sessionOf(port, many, { pauseMs: 20 });
    await until(() => sink.last('l5/front'), 'values');
    const began = performance.now();
    expect(await session.write(pointOf(plan, 'l59/front-set'), 1)).toEqual({ ok: true });
    expect(performance.now() - began).toBeLessThan(300);
    await until(() => many.every(({ id }) => sink.last(`${id}/front`)), 'nobody starves');
  });
});

test('closing ends the socket and says nothing more', async () => {
  const memory = new PeerMemory();
  const { port } = await peerOf(memory.answer);
  const { sink, session } = await sessionOf(port, [lamps, air]);
  await until(() => sink.samples.length > 5, 'samples');
  await session.close();
  const count = sink.samples.length;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(sink.samples.length).toBe(count);
});
