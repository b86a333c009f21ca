// A serial line against a real socket and a real terminal: answers, silence, noise, late bytes, lost connections.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@campus/runtime';
import { afterEach, expect, test } from 'vitest';
import {
  type Cut,
  type LineListener,
  SerialLine,
} from '../../../../device-drivers/serial-line/serial-line.ts';
import { until } from '../support.ts';
import { LinePeer, pauseMs } from './line-peer.ts';

const closing: (() => Promise<unknown> | undefined)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function peerOf(answer: LinePeer['answer']): Promise<{ peer: LinePeer; port: number }> {
  const peer = new LinePeer(answer);
  closing.push(() => peer.close());
  return { peer, port: await peer.listen() };
}

function lineOf(port: number, listener: LineListener = { onLost: () => {} }, gapMs = 0): SerialLine {
  const settings = { host: '127.0.0.1', port, connectTimeoutMs: 1_000, gapMs };
  const line = new SerialLine(settings, systemClock, listener);
  closing.push(() => line.close());
  return line;
}

/** A message is `<…>`; what is before it is passed over. */
function cutMessage(bytes: Buffer): Cut<string> {
  const [start, end] = [bytes.indexOf('<'), bytes.indexOf('>')];
  if (start < 0) return { found: false, skip: bytes.length };
  if (end < start) return { found: false, skip: start };
  return { found: true, value: bytes.subarray(start + 1, end).toString(), end: end + 1 };
}

const question = (text: string, timeoutMs = 300) => ({
  bytes: Buffer.from(text),
  timeoutMs,
  cut: cutMessage,
});

test('an answer that comes in pieces and with noise before it is found', async () => {
  const { port } = await peerOf((_, peer) => {
    setTimeout(() => peer.send(Buffer.from('lo>')), 30);
    return Buffer.from('noise<hel');
  });
  const line = lineOf(port);
  expect(await line.connect()).toBe(true);
  expect(await line.ask(question('?'))).toEqual({ ok: true, value: 'hello' });
});

test('silence is a timeout, bytes that are no answer are garbled, and the next question is answered', async () => {
  const replies = [null, Buffer.from('xxxx'), Buffer.from('<fine>')];
  const { port } = await peerOf(() => replies.shift() ?? null);
  const line = lineOf(port);
  await line.connect();
  expect(await line.ask(question('1'))).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
  expect(await line.ask(question('2'))).toMatchObject({ ok: false, failure: { kind: 'garbled' } });
  expect(await line.ask(question('3'))).toEqual({ ok: true, value: 'fine' });
});

test('with a silence given, nonsense ends before the timeout', async () => {
  const { port } = await peerOf(() => Buffer.from('<half'));
  const line = lineOf(port);
  await line.connect();
  const answer = await line.ask({ ...question('?', 60_000), silenceMs: 50 });
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'garbled' } });
});

test('an endless stream of nonsense ends the question and keeps nothing', async () => {
  const { port } = await peerOf(() => Buffer.from(`<${'x'.repeat(100_000)}`));
  const line = lineOf(port);
  await line.connect();
  expect(await line.ask(question('?', 60_000))).toMatchObject({ ok: false, failure: { kind: 'garbled' } });
});

test('a late answer is dropped and is not taken for the next one', async () => {
  const replies = [null, Buffer.from('<second>')];
  const { port, peer } = await peerOf(() => replies.shift() ?? null);
  const stray: string[] = [];
  const line = lineOf(port, { onLost: () => {}, onStray: (bytes) => stray.push(bytes.toString()) });
  await line.connect();
  expect(await line.ask(question('1', 100))).toMatchObject({ ok: false });
  peer.send(Buffer.from('<first>'));
  await until(() => stray.length > 0, 'the late answer');
  expect(await line.ask(question('2'))).toEqual({ ok: true, value: 'second' });
  expect(stray.join('')).toBe('<first>');
});

test('the gap is kept between an answer and the next request', async () => {
  const at: number[] = [];
  const { port } = await peerOf(() => {
    at.push(performance.now());
    return Buffer.from('<a>');
  });
  const line = lineOf(port, undefined, 80);
  await line.connect();
  for (let i = 0; i < 3; i++) expect((await line.ask(question('?'))).ok).toBe(true);
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(75);
  expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(75);
});

test('a cut connection fails the question and says so; asking later fails too', async () => {
  const { port, peer } = await peerOf((_, it) => {
    it.cut();
    return null;
  });
  let lost = 0;
  const line = lineOf(port, { onLost: () => lost++ });
  await line.connect();
  expect(await line.ask(question('?', 60_000))).toMatchObject({ ok: false, failure: { kind: 'lost' } });
  expect(lost).toBe(1);
  expect(line.isOpen).toBe(false);
  expect(await line.ask(question('?'))).toMatchObject({ ok: false, failure: { kind: 'lost' } });
  expect(peer.connections).toBe(1);
});

test('closing ends a question that waits', async () => {
  const { port } = await peerOf(() => null);
  const line = lineOf(port);
  await line.connect();
  const asked = line.ask(question('?', 60_000));
  await pauseMs(50);
  await line.close();
  expect(await asked).toMatchObject({ ok: false, failure: { kind: 'lost' } });
});

test('nobody there: not connected, with the reason', async () => {
  const { port, peer } = await peerOf(() => null);
  await peer.close();
  const line = lineOf(port);
  expect(await line.connect()).toBe(false);
  expect(line.lossDetail).toMatch(/ECONNREFUSED/);
});

test('a line has one owner; when it is closed another may have it', async () => {
  const { port } = await peerOf(() => Buffer.from('<a>'));
  const first = lineOf(port);
  const second = lineOf(port);
  expect(await first.connect()).toBe(true);
  expect(await second.connect()).toBe(false);
  expect(second.lossDetail).toMatch(/in use by another endpoint/);
  await first.close();
  const third = lineOf(port);
  expect(await third.connect()).toBe(true);
});

test('two questions at once are a programmer’s mistake', async () => {
  const { port } = await peerOf(() => null);
  const line = lineOf(port);
  await line.connect();
  const asked = line.ask(question('1', 100));
  await expect(line.ask(question('2'))).rejects.toThrow(/in flight/);
  await asked;
});

function hasSocat(): boolean {
  try {
    execFileSync('socat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return process.env.CAMPUS_NOTHING_SKIPPED === '1';
  }
}

/** A terminal whose other end is a TCP port, by socat. */
async function terminalOf(port: number): Promise<{ path: string; socat: ChildProcess }> {
  const folder = mkdtempSync(join(tmpdir(), 'serial-line-'));
  const path = join(folder, 'terminal');
  const socat = spawn('socat', [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${port}`]);
  const ended = new Promise((resolve) => socat.once('close', resolve));
  closing.push(async () => {
    socat.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => existsSync(path), 'the terminal of socat');
  return { path, socat };
}

function localLine(path: string): SerialLine {
  const serial = { baudRate: 9_600, dataBits: 8, stopBits: 1, parity: 'none' } as const;
  const settings = { path, ...serial, connectTimeoutMs: 1_000, gapMs: 5 };
  const line = new SerialLine(settings, systemClock, { onLost: () => {} });
  closing.push(() => line.close());
  return line;
}

test.skipIf(!hasSocat())('a local port (socat from Debian): answers, silence, and its loss', async () => {
  const { port } = await peerOf((bytes) => (bytes.toString() === '?' ? Buffer.from('<port>') : null));
  const { path, socat } = await terminalOf(port);
  const line = localLine(path);
  expect(await line.connect()).toBe(true);
  expect(await line.ask(question('?', 2_000))).toEqual({ ok: true, value: 'port' });
  expect(await line.ask(question('!', 100))).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
  const asked = line.ask(question('!', 60_000));
  socat.kill();
  expect(await asked).toMatchObject({ ok: false, failure: { kind: 'lost' } });
  expect(line.isOpen).toBe(false);
});

test('a port that does not exist: not connected, with the reason', async () => {
  const line = localLine('/dev/no-such-port');
  expect(await line.connect()).toBe(false);
  expect(line.lossDetail).toMatch(/no-such-port/);
});
