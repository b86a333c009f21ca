// The HTTP API on a real socket: sign-in, errors, limits, forgery, caching.
import http from 'node:http';
import net from 'node:net';
import { type CampusView, type ErrorView, errorTable, type PointView, type Role } from '@campus/campus-model';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWebServer } from '../../../web/server/index.ts';
import { rightPassword, type SmallServer, smallServer } from './small-server.ts';

let server: SmallServer;
let base = '';
let port = 0;
let running: Awaited<ReturnType<typeof startWebServer>>;

beforeAll(async () => {
  server = await smallServer();
  running = await startWebServer(server.options);
  port = running.port;
  base = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await running.close();
  await server.close();
});

function get(url: string, role: Role = 'administrator', headers: Record<string, string> = {}) {
  return fetch(base + url, { headers: { cookie: `campus_session=${server.tokens[role]}`, ...headers } });
}

function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(base + url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-campus': '1',
      cookie: `campus_session=${server.tokens.administrator}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function expectError(answer: Response, code: keyof typeof errorTable): Promise<ErrorView> {
  const view = (await answer.json()) as ErrorView;
  const { status, zh, en } = errorTable[code];
  expect(view).toMatchObject({ code, message: { zh, en } });
  expect(answer.status).toBe(status);
  expect(Object.keys(view).sort()).toEqual(['code', 'detail', 'message']);
  return view;
}

describe('session', () => {
  test('signing in sets a cookie out of reach of scripts; signing out ends the session', async () => {
    const answer = await post(
      '/api/v1/session',
      { account: 'works', password: rightPassword },
      { cookie: '' },
    );
    expect(await answer.json()).toEqual({ account: 'works', name: 'Works', role: 'logistics', spaces: [] });
    const setCookie = answer.headers.get('set-cookie')!;
    expect(setCookie).toMatch(/^campus_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';')[0]!;
    const who = () => fetch(`${base}/api/v1/session`, { headers: { cookie } });
    expect((await who()).status).toBe(200);
    const out = await fetch(`${base}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie, 'x-campus': '1', 'content-type': 'application/json' },
    });
    expect(out.status).toBe(204);
    await expectError(await who(), 'sign-in-needed');
  });

  test('a wrong password is refused and guessing is slowed down', async () => {
    const wrong = () => post('/api/v1/session', { account: 'nobody', password: 'wrong' });
    await expectError(await wrong(), 'sign-in-failed');
    const answers = await Promise.all(Array.from({ length: 40 }, wrong));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.some((answer) => answer.headers.get('retry-after'))).toBe(true);
    await expectError(refused[0]!, 'too-many-requests');
  });

  test('demo accounts are an empty list where there is no demo', async () => {
    expect(await (await fetch(`${base}/api/v1/demo-accounts`)).json()).toEqual([]);
  });
});

describe('forgery', () => {
  const order = { pointId: 't1-101-lamps/front-set', value: 1 };

  test.each([
    ['no header and no origin', {}, 403],
    ["a foreign page's origin", { origin: 'http://evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['our own origin', { origin: 'own' }, 202],
    ['our header', { 'x-campus': '1' }, 202],
  ])('%s', async (_name, headers: Record<string, string>, expected) => {
    if (headers.origin === 'own') headers = { origin: base };
    const answer = await post('/api/v1/commands', order, { 'x-campus': '', ...headers });
    expect(answer.status).toBe(expected);
  });
});

describe('bad input', () => {
  test('a field that is wrong is named with what was found and expected', async () => {
    const view = await expectError(
      await post('/api/v1/commands', { pointId: 7, value: 'on' }),
      'input-invalid',
    );
    expect(view.detail).toMatch(/pointId: 7 \(.*string.*\); value: "on" \(.*number.*\)/);
  });

  test.each([
    ['broken JSON', '{"pointId":', {}],
    ['no object', '[]', {}],
    ['poisoned JSON', '{"__proto__":{"value":1},"pointId":"a/b","value":1}', {}],
    ['an empty body', '', {}],
    ['another content type', 'pointId=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text', 'hello', { 'content-type': 'text/plain' }],
    ['a value that is no number', '{"pointId":"t1-101-lamps/front-set","value":NaN}', {}],
    ['an infinite value', '{"pointId":"t1-101-lamps/front-set","value":1e999}', {}],
  ])('%s', async (_name, body, headers) => {
    await expectError(await post('/api/v1/commands', body, headers), 'input-invalid');
  });

  test.each([
    ['/api/v1/points?quantity=mood', 'input-invalid'],
    ['/api/v1/points?ids=', 'input-invalid'],
    ['/api/v1/points/no/such', 'not-found'],
    ['/api/v1/spaces/nowhere', 'not-found'],
    ['/api/v1/values?points=t1-101-air/co2,no/such', 'not-found'],
    ['/api/v1/values', 'input-invalid'],
    [`/api/v1/values?points=${Array.from({ length: 501 }, (_, i) => `d/${i}`).join()}`, 'input-invalid'],
    ['/api/v1/history?points=t1-101-air/co2&from=5&to=5', 'input-invalid'],
    ['/api/v1/history?points=t1-101-air/co2&from=yesterday&to=5', 'input-invalid'],
    ['/api/v1/history?points=t1-101-air/co2&from=0&to=5000&buckets=2001', 'input-invalid'],
    ['/api/v1/commands/unknown', 'not-found'],
    ['/api/v1/devices/t1-101-air/picture', 'not-found'],
    ['/api/v1/devices/t1-gate-cam2/picture', 'not-found'],
    ['/api/v1/nothing', 'not-found'],
    ['/api', 'not-found'],
    ['/api/v1/spaces/%zz', 'input-invalid'],
    [`/api/v1/spaces/${'x'.repeat(600)}`, 'not-found'],
    ['/live', 'not-found'],
    ['/assets/old-hash.js', 'not-found'],
  ] as const)('%s → %s', async (url, code) => {
    await expectError(await get(url), code);
  });

  test('an alarm id with slashes and colons is found', async () => {
    const id = await server.raise({});
    const url = `/api/v1/alarms/${encodeURIComponent(id)}/acknowledge`;
    const answer = await post(url, '');
    expect(await answer.json()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'admin',
      comment: null,
    });
    await expectError(await post('/api/v1/alarms/none/acknowledge', {}), 'not-found');
  });

  test('a failure inside tells nothing of the inside', async () => {
    vi.spyOn(server.operations.commands, 'list').mockRejectedValueOnce(new Error('secret path /var/lib'));
    const view = await expectError(await get('/api/v1/commands'), 'internal');
    expect(view.detail).toBeNull();
    expect(JSON.stringify(view)).not.toContain('secret');
  });

  test('a value outside its range, a point that is read only', async () => {
    const order = (pointId: string, value: number) => post('/api/v1/commands', { pointId, value });
    const view = await expectError(await order('t1-101-ac/target-set', 99), 'value-out-of-range');
    expect(view.detail).toContain('99');
    await expectError(await order('t1-101-air/co2', 1), 'not-writable');
    await expectError(await order('t1-101-air/nothing', 1), 'not-found');
  });

  test('history out of order says so', async () => {
    vi.spyOn(server.options.store, 'aggregate').mockRejectedValueOnce(new Error('IO Error: disk'));
    await expectError(await get('/api/v1/history?points=t1-101-air/co2&from=0&to=5000'), 'store-unavailable');
  });
});

describe('large bodies', () => {
  test('over 256 KB is refused', async () => {
    await expectError(
      await post('/api/v1/commands', { pointId: 'x'.repeat(300_000), value: 1 }),
      'body-too-large',
    );
  });

  test.each([
    ['signed in, length given', true, true],
    ['signed in, chunked', true, false],
    ['nobody, length given', false, true],
    ['nobody, chunked', false, false],
  ])('100 MB is cut off early: %s', async (_name, isSignedIn, isLengthGiven) => {
    const cookie = isSignedIn ? `campus_session=${server.tokens.administrator}` : '';
    const { status, sentBytes } = await upload(100 * 1024 * 1024, cookie, isLengthGiven);
    expect(sentBytes).toBeLessThan(20 * 1024 * 1024);
    // The connection may be gone before the answer could be read.
    expect([413, 401, null]).toContain(status);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

/** Sends as fast as the server takes it, until it ends or breaks. */
function upload(bytes: number, cookie: string, isLengthGiven: boolean) {
  return new Promise<{ status: number | null; sentBytes: number }>((resolve) => {
    const headers = { 'content-type': 'application/json', 'x-campus': '1', cookie };
    const length = isLengthGiven ? { 'content-length': bytes } : { 'transfer-encoding': 'chunked' };
    const request = http.request(`${base}/api/v1/commands`, {
      method: 'POST',
      headers: { ...headers, ...length },
    });
    const chunk = Buffer.alloc(64 * 1024, 32);
    let status: number | null = null;
    let sentBytes = 0;
    let isOver = false;
    const end = () => {
      isOver = true;
      request.destroy();
      resolve({ status, sentBytes });
    };
    const send = () => {
      while (!isOver && sentBytes < bytes) {
        sentBytes += chunk.length;
        if (!request.write(chunk)) return;
      }
      if (!isOver) request.end();
    };
    request.on('response', (answer) => {
      status = answer.statusCode ?? null;
      answer.resume();
      answer.on('close', end);
    });
    request.on('drain', send);
    request.on('error', end);
    request.on('close', end);
    send();
  });
}

describe('on the wire', () => {
  test('long answers are compressed', async () => {
    expect((await get('/api/v1/spaces/t1-101')).headers.get('content-encoding')).toBe('gzip');
  });

  test('garbage instead of HTTP is answered in our form and closed', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = net.connect(port, '127.0.0.1', () => socket.write('\u0000\u0001garbage\r\n\r\n'));
      socket.on('data', (bytes) => {
        text += bytes;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => {});
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code: 'input-invalid' });
  });

  test('a request that never gets to its end is given up after ten seconds', async () => {
    const startedAt = performance.now();
    const sockets = Array.from({ length: 20 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
    for (const socket of sockets) socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x');
    }, 500);
    const answers = await Promise.all(
      sockets.map(async (socket) => {
        let answer = '';
        socket.on('data', (bytes) => {
          answer += bytes;
        });
        await new Promise((resolve) => socket.once('close', resolve));
        return answer;
      }),
    );
    clearInterval(drip);
    expect(performance.now() - startedAt).toBeLessThan(14_000);
    for (const answer of answers) expect(answer).toContain('input-invalid');
  }, 40_000);

  test('every answer carries the security headers', async () => {
    for (const url of ['/', '/healthz', '/api/v1/campus', '/api/v1/nothing']) {
      const { headers } = await get(url);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });
});

test('answers about the campus are kept by no cache unless they say so', async () => {
  expect((await get('/api/v1/gateways')).headers.get('cache-control')).toBe('no-store');
  expect((await get('/api/v1/campus')).headers.get('cache-control')).toBe('private, no-cache');
  expect((await get('/api/v1/nothing')).headers.get('cache-control')).toBe('no-cache');
});

describe('campus', () => {
  test('is told apart by its tag', async () => {
    const first = await get('/api/v1/campus');
    const campus = (await first.json()) as CampusView;
    expect(campus.buildings[0]!.floors[0]!.spaces.map(({ id }) => id)).toEqual([
      't1-101',
      't1-102',
      't1-gate',
    ]);
    const again = await get('/api/v1/campus', 'teacher', { 'if-none-match': first.headers.get('etag')! });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get('/api/v1/campus', 'teacher', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('points are found by words in both languages', async () => {
    const find = async (query: string) =>
      ((await (await get(`/api/v1/points?${query}`)).json()) as PointView[]).map(({ pointId }) => pointId);
    expect(await find('text=一零一教室 CO2')).toEqual(['t1-101-air/co2']);
    expect(await find('text=CLASSROOM lamps')).toEqual(['t1-101-lamps/front-set', 't1-101-lamps/front']);
    expect(await find('device=t1-102-lamps&text=front-set')).toEqual(['t1-102-lamps/front-set']);
    expect(await find('space=t1-gate&quantity=motion')).toEqual([
      't1-gate-cam/motion',
      't1-gate-cam2/motion',
    ]);
    expect(await find('ids=t1-101-air/co2,gone/x,t1-101-air/temperature')).toEqual([
      't1-101-air/co2',
      't1-101-air/temperature',
    ]);
  });

  test('a missing value is null, never 0', async () => {
    server.latest.set('t1-101-air/co2', Number.NaN, { code: 0x80050000 });
    const answer = await get('/api/v1/values?points=t1-101-air/co2,t1-101-air/temperature');
    expect(await answer.json()).toEqual([
      { pointId: 't1-101-air/co2', value: null, text: null, timeMs: 1000, status: 0x80050000 },
      { pointId: 't1-101-air/temperature', value: null, text: null, timeMs: null, status: 0x80320000 },
    ]);
  });
});
