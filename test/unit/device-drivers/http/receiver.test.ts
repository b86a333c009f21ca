// What devices post: through a real listener, from Node and from curl, well formed, forged, cut off, too large, too often.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { status } from '@campus/campus-model';
import { loadDriver } from '@campus/device-drivers';
import { silentLog, systemClock } from '@campus/runtime';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { boundaryOf, jsonParts } from '../../../../device-drivers/http/multipart.ts';
import { freePort, planOf, SeenSink, until } from '../support.ts';

const curl = '/usr/bin/curl';
const token = 'a-token-for-the-tests';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

const event = (sub: number, serialNo: number) =>
  JSON.stringify({
    dateTime: '2026-09-01T08:00:00+08:00',
    eventType: 'AccessControllerEvent',
    AccessControllerEvent: { majorEventType: 5, subEventType: sub, serialNo },
  });

async function sessionOf(port?: number) {
  const listen = { host: '127.0.0.1', port: port ?? (await freePort()), token };
  const plan = planOf('http', { listen }, [
    { id: 'door', model: 'isapi-door-terminal', address: { hook: '/doors/main' } },
  ]);
  const sink = new SeenSink(plan);
  const driver = await loadDriver('http');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog, random: () => 0 });
  open.push(session);
  session.start();
  return { port: listen.port, plan, sink, session };
}

async function listening(port: number): Promise<void> {
  let isThere = false;
  await until(() => {
    const socket = connect(port, '127.0.0.1', () => {
      isThere = true;
      socket.destroy();
    }).on('error', () => {});
    return isThere;
  }, 'the listener');
}

async function post(
  port: number,
  body: string | Buffer<ArrayBuffer>,
  init: Partial<RequestInit> = {},
  path = '/doors/main',
) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const sent = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body, ...init });
  await sent.arrayBuffer();
  return sent.status;
}

test('an event is a value, with the time of the device; what is not about a point leaves it', async () => {
  const { port, sink } = await sessionOf();
  await listening(port);
  expect(await post(port, event(75, 1))).toBe(200);
  expect(sink.last('door/result')).toMatchObject({
    value: 1,
    timeMs: Date.UTC(2026, 8, 1),
    status: status.good,
  });
  expect(sink.isOnline('door')).toBe(true);
  expect(await post(port, event(25, 2))).toBe(200);
  expect(sink.last('door/door')).toMatchObject({ value: 1 });
  expect(sink.samples.filter(({ pointId }) => pointId === 'door/result')).toHaveLength(1);
});

test('without the token, on another path or by another method nothing is taken', async () => {
  const { port, sink } = await sessionOf();
  await listening(port);
  const wrong = { authorization: 'Bearer a-token-for-the-testS' };
  expect(await post(port, event(75, 1), { headers: {} })).toBe(401);
  expect(await post(port, event(75, 1), { headers: wrong })).toBe(401);
  expect(await post(port, event(75, 1), {}, '/doors/other')).toBe(404);
  expect(await post(port, event(75, 1), { method: 'DELETE' })).toBe(405);
  expect(await post(port, event(75, 1), { headers: {} }, `/doors/main?token=${token}x`)).toBe(401);
  expect(sink.samples).toEqual([]);
  expect(await post(port, event(75, 1), { headers: {} }, `/doors/main?token=${token}`)).toBe(200);
  const basic = { authorization: `Basic ${btoa(`door:${token}`)}` };
  expect(await post(port, event(76, 2), { headers: basic })).toBe(200);
  expect(sink.last('door/result')).toMatchObject({ value: 2 });
});

test('garbage is refused and is no value; the next good event is taken', async () => {
  const { port, sink } = await sessionOf();
  await listening(port);
  expect(await post(port, event(75, 1))).toBe(200);
  for (const body of ['{"AccessControllerEvent":', '', 'null', '[[[', Buffer.from([0xff, 0xfe, 0])]) {
    await post(port, body);
    const { value, status: code } = sink.last('door/result')!;
    expect(Number.isNaN(value) ? code : value).toBe(Number.isNaN(value) ? status.decodingError : 1);
  }
  expect(await post(port, Buffer.alloc(5_000_000, 0x20))).toBe(413);
  expect(await post(port, event(76, 2))).toBe(200);
  expect(sink.last('door/result')).toMatchObject({ value: 2, status: status.good });
});

test('a post that is cut off is nothing, and the listener goes on', async () => {
  const { port, sink } = await sessionOf();
  await listening(port);
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST /doors/main?token=${token} HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{"Acc`);
      setTimeout(() => socket.destroy(), 50);
    });
    socket.once('close', () => resolve());
  });
  expect(sink.samples).toEqual([]);
  expect(await post(port, event(75, 1))).toBe(200);
});

test('a rush beyond the limit is answered with 429, and none of it is lost silently', async () => {
  const { port, sink } = await sessionOf();
  await listening(port);
  const codes: number[] = [];
  for (let at = 0; at < 400 && !codes.includes(429); at += 4) {
    codes.push(...(await Promise.all([1, 2, 3, 4].map((n) => post(port, event(75, at + n))))));
  }
  expect(codes).toContain(429);
  const taken = sink.samples.filter(({ pointId }) => pointId === 'door/event-number').length;
  expect(taken).toBe(codes.filter((code) => code === 200).length);
});

test('a port in use is waited for', async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', () => resolve()));
  const { sink } = await sessionOf(port);
  await until(() => sink.isOnline('door') === false, 'offline');
  await new Promise<void>((resolve) => other.close(() => resolve()));
  await listening(port);
  expect(await post(port, event(75, 1))).toBe(200);
  expect(sink.isOnline('door')).toBe(true);
});

test.skipIf(!existsSync(curl) && !process.env.CAMPUS_NOTHING_SKIPPED)(
  'curl posts an event beside a picture, as a door terminal does (needs curl)',
  async () => {
    const { port, sink } = await sessionOf();
    await listening(port);
    const folder = mkdtempSync(join(tmpdir(), 'campus-hook-'));
    try {
      writeFileSync(join(folder, 'face.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x0d, 0x0a, 0x2d, 0x2d]));
      const { stdout } = await promisify(execFile)(curl, [
        ...['-s', '-o', '/dev/null', '-w', '%{http_code}'],
        ...['-F', `event_log=${event(76, 9)};type=application/json`],
        ...['-F', `Picture=@${join(folder, 'face.jpg')};type=image/jpeg`],
        `http://127.0.0.1:${port}/doors/main?token=${token}`,
      ]);
      expect(stdout).toBe('200');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(sink.last('door/result')).toMatchObject({ value: 2, status: status.good });
    expect(sink.last('door/event-number')).toMatchObject({ value: 9 });
  },
);

test('multipart: the JSON survives whatever follows it, and any bytes are no crash', () => {
  const boundary = 'MIME_boundary';
  expect(boundaryOf(`multipart/form-data; boundary=${boundary}`)).toBe(boundary);
  expect(boundaryOf('application/json')).toBeNull();
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="event_log"\r\nContent-Type: application/json\r\n\r\n`;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (picture, cutAt) => {
      const rest = Buffer.concat([
        Buffer.from(`\r\n--${boundary}\r\nContent-Type: image/jpeg\r\n\r\n`),
        Buffer.from(picture),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      const whole = Buffer.concat([Buffer.from(head + event(75, 1)), rest.subarray(0, 40 + cutAt)]);
      expect(JSON.parse(jsonParts(whole, boundary)[0]!.toString())).toMatchObject({
        eventType: 'AccessControllerEvent',
      });
      jsonParts(Buffer.from(picture), boundary);
    }),
  );
});
