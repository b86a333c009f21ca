// Sessions that ask: against a peer on real sockets that answers well, badly, late, in halves or not at all.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { qualityOf, status } from '@campus/campus-model';
import { deviceModels, loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { digestAnswer, digestChallenge } from '../../../../device-drivers/http/digest.ts';
import { type PlannedDevice, planOf, pointOf, SeenSink, until } from '../support.ts';
import { HttpPeer, type PeerAnswer, type PeerRequest } from './peer.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

/** The sensor of the catalogue, asked more often than it need be. */
const climate = deviceModels.get('http-json-climate')!;
const eager = { ...climate, points: climate.points.map((point) => ({ ...point, periodMs: 100 })) };
const air: PlannedDevice = { id: 'air', model: eager, address: {} };
const plug: PlannedDevice = { id: 'plug', model: 'shelly-plus-plug-http', address: {} };
const good = '{"temperature":21.5,"humidity":45}';

async function peerOf(
  answer: (request: PeerRequest) => PeerAnswer,
  tls?: { key: string; cert: string },
): Promise<{ peer: HttpPeer; port: number }> {
  const peer = new HttpPeer(answer, tls);
  const port = await peer.listen();
  open.push(peer);
  return { peer, port };
}

async function sessionOf(
  port: number,
  devices: readonly PlannedDevice[],
  more: Record<string, unknown> = {},
) {
  const plan = planOf('http', { host: '127.0.0.1', port, timeoutMs: 500, ...more }, devices);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('http');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { plan, sink, session };
}

describe('reading', () => {
  test('points of one path share its request, again and again, at their period', async () => {
    const { peer, port } = await peerOf(() => ({ body: good }));
    const { sink } = await sessionOf(port, [air]);
    await until(() => peer.requests.length >= 3, 'three polls');
    expect(new Set(peer.requests.map(({ path }) => path))).toEqual(new Set(['/status.json']));
    expect(sink.last('air/temperature')).toMatchObject({ value: 21.5, status: status.good });
    expect(sink.last('air/humidity')).toMatchObject({ value: 45, status: status.good });
    expect(sink.isOnline('air')).toBe(true);
    expect(peer.connections, 'the connection is kept').toBe(1);
  });

  test('a host with an ETag is asked only for changes, and what stands is said again', async () => {
    const { peer, port } = await peerOf(({ headers }) =>
      headers['if-none-match'] === '"v1"' ? { code: 304 } : { body: good, headers: { etag: '"v1"' } },
    );
    const { sink } = await sessionOf(port, [air]);
    await until(() => peer.requests.length >= 3, 'three polls');
    await until(
      () => sink.samples.filter(({ pointId }) => pointId === 'air/temperature').length >= 3,
      'samples',
    );
    expect(peer.requests.slice(1).every(({ headers }) => headers['if-none-match'] === '"v1"')).toBe(true);
    expect(sink.samples.every(({ status: code }) => code === status.good)).toBe(true);
  });

  test('the device’s own time is the time of its values', async () => {
    const { port } = await peerOf(() => ({
      body: '{"time":"2026-09-01T00:00:00Z","temperature":20,"humidity":40}',
    }));
    const { sink } = await sessionOf(port, [air]);
    await until(() => sink.last('air/temperature'), 'a value');
    expect(sink.last('air/temperature')!.timeMs).toBe(Date.UTC(2026, 8, 1));
  });

  test('a name that the address lacks is told, and nobody is asked', async () => {
    const { peer, port } = await peerOf(() => ({ body: '{}' }));
    const { sink } = await sessionOf(port, [{ id: 'hmd', model: 'managexr-headset', address: {} }]);
    await until(() => sink.isOnline('hmd') === false, 'offline');
    expect(sink.last('hmd/battery')).toMatchObject({ status: status.configurationError });
    expect(peer.requests).toEqual([]);
  });
});

describe('authentication', () => {
  const shown = async (auth: Record<string, unknown>): Promise<string | undefined> => {
    const { peer, port } = await peerOf(() => ({ body: good }));
    await sessionOf(port, [air], { auth });
    await until(() => peer.requests[0], 'a request');
    return peer.requests[0]!.headers.authorization;
  };

  test('basic and bearer', async () => {
    expect(await shown({ scheme: 'basic', username: 'a', password: 'b:c' })).toBe(`Basic ${btoa('a:b:c')}`);
    expect(await shown({ scheme: 'bearer', token: 'xyz' })).toBe('Bearer xyz');
  });

  // RFC 7616, 3.9.1: the example with both algorithms.
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('digest as the example of the standard, %s', (algorithm, response) => {
    const challenge = digestChallenge(
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
    )!;
    const request = {
      method: 'GET',
      path: '/dir/index.html',
      username: 'Mufasa',
      password: 'Circle of Life',
      count: 1,
    };
    const said = digestAnswer(challenge, request, 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ');
    expect(said).toContain(`response="${response}"`);
  });

  test('digest is answered when asked for, and counted on', async () => {
    const asks = {
      code: 401,
      headers: { 'www-authenticate': 'Digest realm="r", nonce="n1", qop="auth", algorithm=SHA-256' },
    };
    const { peer, port } = await peerOf(({ headers }) => (headers.authorization ? { body: good } : asks));
    const { sink } = await sessionOf(port, [air], {
      auth: { scheme: 'digest', username: 'u', password: 'p' },
    });
    await until(() => peer.requests.length >= 4, 'polls');
    const counts = peer.requests
      .slice(1)
      .map(({ headers }) => /nc=(\w+)/.exec(headers.authorization ?? '')?.[1]);
    expect(counts.slice(0, 3)).toEqual(['00000001', '00000002', '00000003']);
    expect(sink.last('air/temperature')).toMatchObject({ value: 21.5 });
  });

  test('a wrong password is told, and asked about no more than twice a poll', async () => {
    const { port } = await peerOf(() => ({
      code: 401,
      headers: { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' },
    }));
    const { sink } = await sessionOf(port, [air], {
      auth: { scheme: 'digest', username: 'u', password: 'p' },
    });
    await until(() => sink.isOnline('air') === false, 'offline');
    expect(sink.last('air/temperature')).toMatchObject({ status: status.configurationError });
  });
});

describe('commands', () => {
  test('are sent once, confirmed by asking anew, and refused in the device’s words', async () => {
    let isOn = false;
    const { peer, port } = await peerOf(({ path, body }) => {
      if (path === '/rpc/Switch.Set') isOn = (JSON.parse(body) as { on: boolean }).on;
      return {
        body: JSON.stringify({
          output: isOn,
          apower: 1,
          voltage: 230,
          current: 0,
          aenergy: { total: 1 },
          temperature: { tC: 30 },
        }),
      };
    });
    const { plan, session } = await sessionOf(port, [plug]);
    expect(await session.write(pointOf(plan, 'plug/outlet-set'), 1)).toEqual({ ok: true });
    expect(await session.read(pointOf(plan, 'plug/outlet'))).toEqual({ value: 1, status: status.good });
    expect(await session.write(pointOf(plan, 'plug/outlet'), 1)).toMatchObject({ reason: 'not-writable' });
    expect(await session.write(pointOf(plan, 'plug/outlet-set'), 2)).toMatchObject({
      reason: 'value-out-of-range',
    });
    peer.answer = () => ({ code: 500 });
    expect(await session.write(pointOf(plan, 'plug/outlet-set'), 0)).toMatchObject({
      reason: 'command-refused-by-device',
    });
    peer.answer = ({ path }) => (path === '/rpc/Switch.Set' ? { raw: '' } : { code: 500 });
    const before = peer.requests.filter(({ path }) => path === '/rpc/Switch.Set').length;
    expect(await session.write(pointOf(plan, 'plug/outlet-set'), 0)).toMatchObject({
      reason: 'device-silent',
    });
    expect(peer.requests.filter(({ path }) => path === '/rpc/Switch.Set').length).toBe(before + 1);
  });
});

const faults: readonly [string, PeerAnswer, number][] = [
  ['a redirect', { code: 302, headers: { location: 'http://127.0.0.1:1/' } }, status.configurationError],
  ['not found', { code: 404 }, status.configurationError],
  ['an error of its own', { code: 500 }, status.deviceFailure],
  ['asked too often', { code: 429, headers: { 'retry-after': '1' } }, status.communicationError],
  ['silence', { isSilent: true }, status.timeout],
  [
    'an answer that never ends',
    { raw: 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"temp' },
    status.communicationError,
  ],
  ['another protocol', { raw: 'SSH-2.0-OpenSSH_9.2\r\n' }, status.communicationError],
  ['an endless answer', { body: Buffer.alloc(400_000, 0x20) }, status.decodingError],
];

describe('trouble', () => {
  test.each(faults)(
    '%s turns it bad with the reason, and it comes back by itself',
    async (_, fault, code) => {
      const { peer, port } = await peerOf(() => ({ body: good }));
      const { sink } = await sessionOf(port, [air]);
      await until(() => sink.last('air/temperature')?.value === 21.5, 'a value');
      peer.answer = () => fault;
      await until(() => sink.isOnline('air') === false, 'offline');
      expect(sink.last('air/temperature')).toMatchObject({ value: Number.NaN, status: code });
      expect(sink.states.filter(({ isOnline }) => !isOnline)).toHaveLength(1);
      peer.answer = () => ({ body: good });
      await until(() => sink.isOnline('air') && sink.last('air/temperature')?.value === 21.5, 'back');
    },
  );

  test('a restart between two polls is not noticed', async () => {
    const { peer, port } = await peerOf(() => ({ body: good }));
    const { sink } = await sessionOf(port, [air]);
    await until(() => sink.last('air/temperature'), 'a value');
    for (let n = 1; n <= 3; n++) {
      const before = sink.samples.length;
      await until(() => sink.samples.length > before, 'an answer');
      peer.dropAll();
    }
    expect(sink.samples.every(({ status: code }) => code === status.good)).toBe(true);
  });

  test('whatever is answered, no good value is false, and the next good answer is taken', async () => {
    const { peer, port } = await peerOf(() => ({ body: good }));
    const { plan, sink, session } = await sessionOf(port, [air]);
    const point = pointOf(plan, 'air/temperature');
    const answer: fc.Arbitrary<PeerAnswer> = fc.oneof(
      fc.json().map((body) => ({ body })),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ body: Buffer.from(bytes) })),
      fc.nat(good.length).map((length) => ({ body: good.slice(0, length) })),
      fc.string({ maxLength: 40 }).map((raw) => ({ raw })),
      fc.record({ code: fc.integer({ min: 200, max: 599 }), body: fc.json() }),
    );
    await fc.assert(
      fc.asyncProperty(answer, async (bad) => {
        peer.answer = () => bad;
        const got = await session.read(point);
        if (qualityOf(got.status) === 'good') {
          const said = JSON.parse(String(bad.body)) as { temperature: unknown };
          expect(got.value).toBe(Number(said.temperature));
        }
        peer.answer = () => ({ body: good });
        expect(await session.read(point)).toEqual({ value: 21.5, status: status.good });
      }),
      { numRuns: 100 },
    );
    for (const { value, status: code } of sink.samples) {
      if (qualityOf(code) === 'good') expect(Number.isFinite(value)).toBe(true);
    }
  }, 30_000);
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'campus-http-tls-'));
  const made = (() => {
    try {
      const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
      const subject = ['-subj', '/CN=device', '-days', '2'];
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
        { stdio: 'ignore' },
      );
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    } catch {
      return null;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  })();

  test.skipIf(!made && !process.env.CAMPUS_NOTHING_SKIPPED)(
    'only the pinned certificate is spoken to (needs openssl)',
    async () => {
      const { fingerprint256: fingerprint } = new X509Certificate(made!.cert);
      const { peer, port } = await peerOf(() => ({ body: good }), made!);
      const right = await sessionOf(port, [air], { tls: { fingerprint } });
      await until(() => right.sink.last('air/temperature')?.value === 21.5, 'a value');
      await right.session.close();
      const asked = peer.requests.length;
      const swapped = fingerprint.replace(/^../, fingerprint.startsWith('00') ? '11' : '00');
      const auth = { scheme: 'basic', username: 'u', password: 'secret' };
      for (const tls of [{ fingerprint: swapped }, {}]) {
        const wrong = await sessionOf(port, [air], { tls, auth });
        await until(() => wrong.sink.isOnline('air') === false, 'offline');
        await wrong.session.close();
      }
      expect(peer.requests.length, 'nothing was said to a stranger').toBe(asked);
    },
  );
});
