// Golden cases of devices on HTTP, through real sockets: what the device answers or posts, and what must come of it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StatusName, status } from '@campus/campus-model';
import { deviceModels, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { readYamlFile, silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { HttpPeer } from '../../unit/device-drivers/http/peer.ts';
import { freePort, planOf, pointOf, SeenSink, until } from '../../unit/device-drivers/support.ts';

const here = import.meta.dirname;
const token = 'a-token-for-the-tests';

const deviceSchema = z.strictObject({ model: z.string(), address: z.record(z.string(), z.unknown()) });
const inputSchema = z.strictObject({
  answers: z.record(z.string(), z.string()).default({}),
  posts: z.array(z.string()).default([]),
});
const expectedSchema = z.strictObject({
  /** A number, a text, or the name of the status that stands for it. */
  values: z.record(z.string(), z.union([z.number(), z.string()])),
  writes: z
    .array(
      z.strictObject({
        point: z.string(),
        value: z.number(),
        request: z.string(),
        message: z.string().default(''),
      }),
    )
    .default([]),
});

function fileOf<T extends z.ZodType>(name: string, file: string, schema: T): z.infer<T> {
  return schema.parse(readYamlFile(join(here, name, file)).value);
}

const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => deviceModels.get(fileOf(name, 'device.yaml', deviceSchema).model)?.protocol === 'http');

test('every model of HTTP has a case', () => {
  const covered = new Set(cases.map((name) => fileOf(name, 'device.yaml', deviceSchema).model));
  const wanted = [...deviceModels.values()].filter(({ protocol }) => protocol === 'http');
  expect(wanted.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});

async function post(port: number, path: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const sent = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  expect(sent.status).toBe(200);
}

async function listening(port: number): Promise<void> {
  let isReached = false;
  await until(() => {
    fetch(`http://127.0.0.1:${port}/`).then(
      () => {
        isReached = true;
      },
      () => {},
    );
    return isReached;
  }, 'the listener');
}

async function planFor(name: string, peerPort: number): Promise<{ plan: EndpointPlan; hookPort: number }> {
  const hookPort = await freePort();
  const listen = { host: '127.0.0.1', port: hookPort, token };
  const settings = { host: '127.0.0.1', port: peerPort, listen };
  return {
    plan: planOf('http', settings, [{ id: 'd', ...fileOf(name, 'device.yaml', deviceSchema) }]),
    hookPort,
  };
}

test.each(cases)('%s on the wire', async (name) => {
  const { answers, posts } = fileOf(name, 'input.yaml', inputSchema);
  const expected = fileOf(name, 'expected.yaml', expectedSchema);
  const peer = new HttpPeer(({ path }) => ({ body: answers[path] ?? '', code: path in answers ? 200 : 404 }));
  const { plan, hookPort } = await planFor(name, await peer.listen());
  const sink = new SeenSink(plan);
  const driver = await loadDriver('http');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  session.start();
  try {
    const { hook } = plan.devices[0]!.device.address;
    if (posts.length > 0) await listening(hookPort);
    for (const body of posts) await post(hookPort, String(hook), body);
    const ids = Object.keys(expected.values);
    await until(() => ids.every((id) => sink.last(`d/${id}`)), 'a sample of every point');
    for (const [id, wanted] of Object.entries(expected.values)) {
      const sample = sink.last(`d/${id}`);
      if (typeof wanted === 'number')
        expect(sample, id).toMatchObject({ value: wanted, status: status.good });
      else if (wanted in status) expect(sample?.status, id).toBe(status[wanted as StatusName]);
      else expect(sample, id).toMatchObject({ text: wanted, status: status.good });
    }
    for (const { point, value, request, message } of expected.writes) {
      peer.answer = () => ({ body: '{}' });
      const before = peer.requests.length;
      expect(await session.write(pointOf(plan, `d/${point}`), value)).toEqual({ ok: true });
      const sent = peer.requests.slice(before).map((it) => [`${it.method} ${it.path}`, it.body]);
      expect(sent).toContainEqual([request, message]);
    }
  } finally {
    await session.close();
    await peer.close();
  }
});
