// Golden cases of protocols that ask and answer in frames: a folder each with the device, the frames, what must come of it.
import { createSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Protocol, type StatusName, status } from '@campus/campus-model';
import { deviceModels, loadDriver } from '@campus/device-drivers';
import { readYamlFile, silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { LinePeer } from '../../unit/device-drivers/serial-line/line-peer.ts';
import { planOf, pointOf, type SeenSample, SeenSink, until } from '../../unit/device-drivers/support.ts';

const here = import.meta.dirname;
const frame = z.string().regex(/^([0-9a-f]{2})+$/);
const exchange = z.strictObject({ request: frame, answer: frame });
const deviceSchema = z.strictObject({ model: z.string(), address: z.record(z.string(), z.unknown()) });
const inputSchema = z.strictObject({
  answers: z.array(exchange).min(1),
  /** Requests that are matched by their beginning. */
  orders: z.array(exchange).default([]),
});
const expectedSchema = z.strictObject({
  values: z.record(z.string(), z.union([z.number(), z.string()])),
  writes: z.array(z.strictObject({ point: z.string(), value: z.number() })).default([]),
});
type Input = z.infer<typeof inputSchema>;

function fileOf<T extends z.ZodType>(name: string, file: string, schema: T): z.infer<T> {
  return schema.parse(readYamlFile(join(here, name, file)).value);
}

function casesOf(...protocols: Protocol[]): [string, Protocol][] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): [string, Protocol | undefined] => [
      name,
      deviceModels.get(fileOf(name, 'device.yaml', z.looseObject({ model: z.string() })).model)?.protocol,
    ])
    .filter((entry): entry is [string, Protocol] => protocols.includes(entry[1] as Protocol));
}

function expectValue(id: string, sample: SeenSample | undefined, wanted: number | string): void {
  if (typeof wanted === 'number') expect(sample, id).toMatchObject({ value: wanted, status: status.good });
  else if (wanted in status) expect(sample?.status, id).toBe(status[wanted as StatusName]);
  else expect(sample, id).toMatchObject({ text: wanted, status: status.good });
}

/** What answers on a port; `unknown` is what was asked and stands in no file. */
interface Peer {
  readonly port: number;
  readonly unknown: string[];
  close(): Promise<unknown>;
}

/** Serves the frames of a meter. A CJ/T 188 request's sequence number is not compared. */
async function linePeer(input: Input, protocol: Protocol): Promise<Peer> {
  const unknown: string[] = [];
  const peer = new LinePeer((bytes) => {
    const asked = plainFrame(bytes.subarray(bytes.indexOf(0x68)), protocol);
    const found =
      input.answers.find(({ request }) => request === asked) ??
      input.orders.find(({ request }) => asked.startsWith(request));
    if (!found) unknown.push(asked);
    return found ? Buffer.from(`fefefefe${found.answer}`, 'hex') : null;
  });
  return { port: await peer.listen(), unknown, close: () => peer.close() };
}

function plainFrame(bytes: Buffer, protocol: Protocol): string {
  if (protocol === 'dlt645') return bytes.toString('hex');
  const plain = Buffer.from(bytes);
  plain[13] = 0;
  plain[plain.length - 2] = plain.subarray(0, -2).reduce((sum, byte) => (sum + byte) & 0xff, 0);
  return plain.toString('hex');
}

/** Where a BACnet request and its answer carry the request's number. */
const askedAt = 8;
const answeredAt = 7;
const subscribeCov = 5;

async function packetPeer(input: Input): Promise<Peer> {
  const unknown: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes, { address, port }) => {
    const number = bytes[askedAt]!;
    const isSubscription = bytes[askedAt + 1] === subscribeCov;
    bytes[askedAt] = 0;
    const found = input.answers.find(({ request }) => request === bytes.toString('hex'));
    if (!found && !isSubscription) unknown.push(bytes.toString('hex'));
    const answer = Buffer.from(found?.answer ?? '810a0009010060000009'.slice(0, 18), 'hex');
    answer[answeredAt] = number;
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  return {
    port: socket.address().port,
    unknown,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

test.each(casesOf('dlt645', 'cjt188', 'bacnet'))('%s on the wire', async (name, protocol) => {
  const input = fileOf(name, 'input.yaml', inputSchema);
  const { values, writes } = fileOf(name, 'expected.yaml', expectedSchema);
  const peer = protocol === 'bacnet' ? await packetPeer(input) : await linePeer(input, protocol);
  const settings = { host: '127.0.0.1', port: peer.port, timeoutMs: 1_000 };
  const plan = planOf(protocol, settings, [{ id: 'd', ...fileOf(name, 'device.yaml', deviceSchema) }]);
  const sink = new SeenSink(plan);
  const driver = await loadDriver(protocol);
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  session.start();
  try {
    const wanted = Object.entries(values);
    await until(() => wanted.every(([id]) => sink.last(`d/${id}`)), 'a sample of every point').catch(
      (error) => {
        throw new Error(`${error.message}; asked for: ${peer.unknown.join(' ')}`);
      },
    );
    expect(peer.unknown, 'what was asked and stands in no file').toEqual([]);
    for (const [id, value] of wanted) expectValue(id, sink.last(`d/${id}`), value);
    for (const { point, value } of writes) {
      expect(await session.write(pointOf(plan, `d/${point}`), value), peer.unknown.join(' ')).toEqual({
        ok: true,
      });
    }
    expect(peer.unknown).toEqual([]);
  } finally {
    await session.close();
    await peer.close();
  }
});
