// Connections that break while values change: each change is told once, with its own time, as far as the server keeps it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { seededRandom } from '@campus/runtime';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { freePort, type SeenSample, type SeenSink, until } from '../support.ts';
import { makeCertificate } from './certificates.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { OpcuaPeer } from './peer.ts';
import { countingModel, openSession } from './sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'campus-opcua-resume-'));
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nodes = ['fast', 'slow', 'still'];

/** A server with counters that are reported at each change, behind a proxy that cuts. */
async function counting(security: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  const certificate = await makeCertificate(folder, 'counting');
  const port = await freePort();
  const peer = await OpcuaPeer.start(port, join(folder, 'server'), { certificate, counters: nodes });
  const proxy = new CuttingProxy(port);
  open.push(peer, proxy);
  const trust = [certificate.certificate.fingerprint];
  const settings = {
    port: await proxy.listen(),
    publishingMs: 50,
    security: { ...security, trust },
    ...more,
  };
  const devices = [{ id: 'm', model: countingModel(nodes), address: { root: 'ns=1;s=Counters' } }];
  const opened = await openSession(settings, join(folder, 'gateway'), devices);
  open.push(opened.session);
  return { ...opened, peer, proxy, port, certificate };
}

/** Times given to changes: one each, so that what is told can be matched to what happened. */
class Changes {
  readonly #peer: OpcuaPeer;
  readonly #node: string;
  readonly happened: { value: number; at: number }[] = [];

  constructor(peer: OpcuaPeer, node: string) {
    this.#peer = peer;
    this.#node = node;
  }

  next(): void {
    const before = this.happened.at(-1) ?? { value: 0, at: Date.now() - 1 };
    const change = { value: before.value + 1, at: Math.max(Date.now(), before.at + 1) };
    this.happened.push(change);
    this.#peer.count(this.#node, change.value, change.at);
  }
}

/** Values with the times of their source; without those that were said to be still so, or to be missing. */
function told(sink: SeenSink, pointId: string): { value: number; at: number }[] {
  const good = sink.samples.filter((it) => it.pointId === pointId && it.status === status.good);
  const isRepeat = (it: SeenSample, index: number) => index > 0 && good[index - 1]!.value === it.value;
  return good.filter((it, index) => !isRepeat(it, index)).map(({ value, timeMs }) => ({ value, at: timeMs }));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each([
  ['without security', {}],
  ['signed and encrypted', { mode: 'sign-and-encrypt' }],
] as const)('%s', (_, security) => {
  test('cuts at any moment: no change is lost, none is told twice, all have their times', async () => {
    const { sink, peer, proxy, lines } = await counting(security);
    const random = seededRandom(20_260_301);
    const [fast, slow] = [new Changes(peer, 'fast'), new Changes(peer, 'slow')];
    peer.count('still', 42, Date.now());
    await until(() => nodes.every((id) => sink.last(`m/${id}`)), 'first values');
    for (let round = 0; round < 12; round++) {
      // In two rounds of three on a connection that stands; in the third while it is being made anew.
      if (round % 3 > 0)
        await until(() => sink.last('m/fast')?.value === (fast.happened.at(-1)?.value ?? 0), 'it');
      const changes = 5 + Math.floor(random() * 30);
      for (let i = 0; i < changes; i++) {
        fast.next();
        if (i % 10 === 0) slow.next();
        if (i === Math.floor(changes / 2)) proxy.cut(Math.floor(random() * 3) * 40);
        await pause(random() * 8);
      }
      if (round % 4 === 3) {
        proxy.isDown = true;
        proxy.cut();
        for (let i = 0; i < 20; i++) fast.next();
        await pause(1_500);
        proxy.isDown = false;
      }
    }
    fast.next();
    slow.next();
    const last = (changes: Changes) => changes.happened.at(-1)!.value;
    await until(
      () => sink.last('m/fast')?.value === last(fast) && sink.last('m/slow')?.value === last(slow),
      'all',
    );
    // The first value of a counter is from before its first change.
    expect(told(sink, 'm/fast').slice(1)).toEqual(fast.happened);
    expect(told(sink, 'm/slow').slice(1)).toEqual(slow.happened);
    await until(() => sink.last('m/still')?.value === 42, 'what did not change is told to be so again');
    expect(proxy.connections, 'it was cut indeed').toBeGreaterThan(6);
    expect(peer.sessionsMade, 'and the session taken up').toBe(1);
    expect(lines.join('')).not.toContain('kept less');
  });
});

test('a server that was restarted has forgotten all: the present values are told, and those that are known not as new', async () => {
  const { sink, peer, port, certificate } = await counting();
  const at = Date.now() - 10_000;
  peer.count('still', 7, at);
  await until(() => sink.last('m/still')?.value === 7, 'value');
  await peer.close();
  await until(() => sink.last('m/still')?.status === status.notConnected, 'missing');
  const saidMissing = sink.samples.length;
  const again = await OpcuaPeer.start(port, join(folder, 'server'), { certificate, counters: nodes });
  open.push(again);
  again.count('still', 7, at);
  again.count('fast', 5, Date.now());
  await until(() => sink.last('m/fast')?.value === 5 && sink.last('m/still')?.value === 7, 'back', 20_000);
  const after = sink.samples.slice(saidMissing).filter(({ pointId }) => pointId === 'm/still');
  expect(
    after.every(({ timeMs }) => timeMs > at),
    'said to be still so, at its own moment',
  ).toBe(true);
});

test('a server that keeps less than changed: the newest comes, and the log says that some are lost', async () => {
  const { sink, peer, proxy, lines } = await counting({}, { outageMs: 10_000 });
  const fast = new Changes(peer, 'fast');
  fast.next();
  await until(() => sink.last('m/fast')?.value === 1, 'first');
  proxy.isDown = true;
  proxy.cut();
  for (let i = 0; i < 2_500; i++) fast.next();
  proxy.isDown = false;
  await until(() => sink.last('m/fast')?.value === 2_501, 'the newest', 20_000);
  expect(lines.some((line) => line.includes('more of them changed than the server keeps'))).toBe(true);
  const values = told(sink, 'm/fast').map(({ value }) => value);
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
});
