// An SNMP session against an agent that also misbehaves: merging, splitting, rates, commands, silence, garbage.
import { status } from '@campus/campus-model';
import { silentLog, systemClock } from '@campus/runtime';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { snmpDriver } from '../../../../device-drivers/snmp/driver.ts';
import { encodeResponse } from '../../../../simulators/snmp/message.ts';
import { planOf, pointOf, SeenSink, until } from '../support.ts';
import { counter64, integer, SnmpPeer, ticks, words } from './peer.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

async function peerOf(): Promise<{ peer: SnmpPeer; port: number }> {
  const peer = new SnmpPeer();
  open.push(peer);
  return { peer, port: await peer.listen() };
}

function sessionOn(port: number, model: string, address: Record<string, unknown> = {}) {
  const settings = { host: '127.0.0.1', port, community: 'public', timeoutMs: 150 };
  const plan = planOf('snmp', settings, [{ id: 'd', model, address }]);
  const sink = new SeenSink(plan);
  const session = snmpDriver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { plan, sink, session };
}

const charge = '1.3.6.1.2.1.33.1.2.4.0';
const source = '1.3.6.1.2.1.33.1.4.1.0';

test('objects of one period go into one message; what the agent does not have is a configuration error', async () => {
  const { peer, port } = await peerOf();
  peer.objects
    .set(charge, integer(97))
    .set(source, integer(3))
    .set('1.3.6.1.2.1.33.1.1.2.0', words('UPS 3000\0'));
  const { plan, sink } = sessionOn(port, 'ups-rfc1628');
  await until(() => plan.devices[0]!.points.every(({ point }) => sink.last(point.pointId)), 'all points');
  expect(sink.last('d/charge')).toMatchObject({ value: 97, status: status.good });
  expect(sink.last('d/source')).toMatchObject({ value: 3, status: status.good });
  expect(sink.last('d/model')).toMatchObject({ text: 'UPS 3000', status: status.good });
  expect(sink.last('d/load')).toMatchObject({ value: Number.NaN, status: status.configurationError });
  expect(sink.isOnline('d')).toBe(true);
  const [first, second] = peer.asked();
  expect([first!.length, second!.length].sort((a, b) => a - b)).toEqual([2, 15]);
  expect(first![0]).toBe('1.3.6.1.2.1.1.3.0');
});

test('a message that is too big is asked for in halves', async () => {
  const { peer, port } = await peerOf();
  peer.mostValues = 6;
  peer.objects.set(charge, integer(97)).set(source, integer(5));
  const { sink } = sessionOn(port, 'ups-rfc1628');
  await until(() => sink.last('d/charge')?.value === 97 && sink.last('d/source')?.value === 5, 'values');
  expect(peer.asked().at(-1)!.length).toBeLessThanOrEqual(6);
});

test('an object that spoils the whole message is left alone, the others are told', async () => {
  const { peer, port } = await peerOf();
  peer.poisoned.add('1.3.6.1.2.1.33.1.2.7.0').add('1.3.6.1.2.1.33.1.4.4.1.4.1');
  peer.objects.set(charge, integer(97)).set(source, integer(3));
  const { sink } = sessionOn(port, 'ups-rfc1628');
  await until(() => sink.last('d/charge')?.value === 97 && sink.last('d/source')?.value === 3, 'values');
  await until(() => sink.last('d/output-power') && sink.last('d/battery-temperature'), 'the reasons');
  expect(sink.last('d/output-power')).toMatchObject({ status: status.configurationError });
  expect(sink.last('d/battery-temperature')).toMatchObject({ status: status.configurationError });
});

test('counters are told as they are and as rates; a restart begins them anew', async () => {
  const { peer, port } = await peerOf();
  const octets = '1.3.6.1.2.1.31.1.1.1.6.10101';
  let upTicks = 1_000;
  let counted = 2n ** 40n;
  peer.answer = () => {
    upTicks += 100;
    counted += 1_250_000n;
    peer.objects.set('1.3.6.1.2.1.1.3.0', ticks(upTicks)).set(octets, counter64(counted));
    return 'usual';
  };
  const { sink } = sessionOn(port, 'if-mib-switch-8', { rowOffset: 10_100 });
  await until(() => sink.last('d/receive-rate-1')?.status === status.good, 'a rate', 20_000);
  // The octets of one second of the agent's clock, whatever other messages it answered in between.
  expect(sink.last('d/receive-rate-1')!.value).toBeCloseTo(10, 6);
  expect(sink.last('d/received-1')!.value).toBeGreaterThan(2 ** 40);
  expect(sink.last('d/received-1')!.status).toBe(status.good);
  upTicks = 0;
  counted = 0n;
  await until(
    () => sink.last('d/receive-rate-1')?.status === status.waitingForInitialData,
    'begun anew',
    20_000,
  );
}, 40_000);

test('an outlet is switched by one SET, read back, and refused where the agent refuses', async () => {
  const { peer, port } = await peerOf();
  const order = '1.3.6.1.4.1.318.1.1.12.3.3.1.1.4.2';
  const state = '1.3.6.1.4.1.318.1.1.12.3.5.1.1.4.2';
  peer.objects.set(state, integer(1)).set(order, integer(1));
  const { plan, sink, session } = sessionOn(port, 'apc-ap7900-pdu');
  await until(() => sink.last('d/outlet-2')?.value === 1, 'on');
  expect(await session.write(pointOf(plan, 'd/outlet-2-set'), 0)).toEqual({ ok: true });
  const sets = peer.requests.filter(({ pdu }) => pdu === 0xa3);
  expect(sets).toHaveLength(1);
  expect(sets[0]!.varbinds[0]!.oid.join('.')).toBe(order);
  expect(sets[0]!.varbinds[0]!.value).toEqual(integer(2));
  peer.objects.set(state, integer(2));
  expect(await session.read(pointOf(plan, 'd/outlet-2'))).toEqual({ value: 0, status: status.good });
  peer.answer = (request) =>
    request.pdu === 0xa3 ? encodeResponse(request, request.varbinds, { status: 17, index: 1 }) : 'usual';
  expect(await session.write(pointOf(plan, 'd/outlet-2-set'), 1)).toMatchObject({
    ok: false,
    reason: 'command-refused-by-device',
  });
  peer.answer = (request) => (request.pdu === 0xa3 ? 'silent' : 'usual');
  expect(await session.write(pointOf(plan, 'd/outlet-2-set'), 1)).toMatchObject({
    ok: false,
    reason: 'device-silent',
  });
  expect(
    peer.requests.filter(({ pdu }) => pdu === 0xa3),
    'sent once each',
  ).toHaveLength(3);
});

test('silent: offline with the reason, and back', async () => {
  const { peer, port } = await peerOf();
  peer.objects.set(charge, integer(50));
  const { sink } = sessionOn(port, 'ups-rfc1628');
  await until(() => sink.last('d/charge')?.value === 50, 'a value');
  peer.answer = () => 'silent';
  await until(() => sink.isOnline('d') === false, 'offline');
  expect(sink.last('d/charge')).toMatchObject({ value: Number.NaN, status: status.timeout });
  peer.answer = () => 'usual';
  await until(() => sink.isOnline('d') === true && sink.last('d/charge')?.value === 50, 'back', 20_000);
}, 40_000);

test('an answer that comes late is not taken for another request’s', async () => {
  const { peer, port } = await peerOf();
  let told = 50;
  peer.objects.set(charge, integer(told));
  const { sink } = sessionOn(port, 'ups-rfc1628');
  await until(() => sink.last('d/charge')?.value === 50, 'a value');
  peer.answer = () => ({ afterMs: 250 });
  await until(() => sink.isOnline('d') === false, 'offline');
  told = 40;
  peer.objects.set(charge, integer(told));
  peer.answer = () => 'usual';
  await until(() => sink.last('d/charge')?.value === told, 'back', 20_000);
  expect(
    new Set(sink.samples.filter(({ pointId }) => pointId === 'd/charge').map(({ value }) => value)),
  ).toEqual(new Set([50, Number.NaN, 40]));
}, 40_000);

test('whatever datagrams come, no wrong value is told and good answers bring it back', async () => {
  const { peer, port } = await peerOf();
  peer.objects.set(charge, integer(50));
  const { sink } = sessionOn(port, 'ups-rfc1628');
  await until(() => sink.last('d/charge')?.value === 50, 'a value');
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(fc.nat({ max: 255 }), { maxLength: 6 }), async (seed, spoilt) => {
      const from = sink.samples.length;
      let answered = 0;
      peer.answer = (request) => {
        answered++;
        return mutated(peer.usual(request), seed + answered, spoilt);
      };
      await until(() => answered > 1, 'asked', 20_000);
      peer.answer = () => 'usual';
      await until(() => sink.last('d/charge')?.value === 50 && sink.isOnline('d'), 'back', 20_000);
      const wrong = sink.samples
        .slice(from)
        .filter(
          ({ pointId, value, status: code }) =>
            pointId === 'd/battery-status' && code === status.good && value !== 2,
        );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 6 },
  );
}, 120_000);

/** The head of a message spoilt: its length, version, community or request, never a value that then looks right. */
function mutated(datagram: Buffer, seed: number, spoilt: readonly number[]): Buffer {
  const copy = Buffer.from(datagram);
  spoilt.forEach((byte, i) => {
    copy[(seed + i) % Math.min(copy.length, 20)] = byte;
  });
  return seed % 3 === 0 ? copy.subarray(0, seed % copy.length) : copy;
}
