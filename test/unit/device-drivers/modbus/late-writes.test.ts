// A command that waits behind a device that says nothing: when its time is over it does not leave any more.
import { systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { pointOf, until } from '../support.ts';
import { peerOf, sessionOf } from './bench.ts';
import { PeerMemory, type PeerRequest } from './peer.ts';

const writeCoil = 0x05;
const devices = [1, 2].map((unit) => ({ id: `u${unit}`, model: 'lamp-relay-4', address: { unit } }));

test('what has not left in time never leaves, and says so', async () => {
  const memory = new PeerMemory();
  let isMute = false;
  const answer = (request: PeerRequest) =>
    isMute && request.unit === 1 ? ('silent' as const) : memory.answer(request);
  const { port, peer } = await peerOf(answer);
  const { session, sink, plan } = await sessionOf(port, devices);
  await until(() => devices.every(({ id }) => sink.isOnline(id)), 'both boards');
  isMute = true;
  const order = (id: string, notAfterMs?: number) =>
    session.write(pointOf(plan, `${id}/front-set`), 1, notAfterMs);
  const first = order('u1');
  const late = order('u2', systemClock.monotonic() + 20);
  const inTime = order('u2', systemClock.monotonic() + 20_000);
  expect(await first).toMatchObject({ ok: false, mayHaveActed: true });
  expect(await late).toMatchObject({ ok: false, reason: 'command-expired' });
  expect(await late).not.toHaveProperty('mayHaveActed');
  expect(await inTime).toEqual({ ok: true });
  expect(peer.requests.filter(({ code, unit }) => code === writeCoil && unit === 2)).toHaveLength(1);
});
