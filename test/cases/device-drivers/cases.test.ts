// Golden cases: a folder each with the device, what it sends, and what must come of it. A new case is three files.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Protocol, type StatusName, status } from '@campus/campus-model';
import { deviceModels, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { readYamlFile, silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decode, encodeCommand, Message } from '../../../device-drivers/mqtt/codec.ts';
import { TopicIndex } from '../../../device-drivers/mqtt/topic-index.ts';
import { ModbusPeer, PeerMemory, type PeerRequest } from '../../unit/device-drivers/modbus/peer.ts';
import { planOf, pointOf, type SeenSample, SeenSink, until } from '../../unit/device-drivers/support.ts';

const here = import.meta.dirname;
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const deviceSchema = z.strictObject({ model: z.string(), address: z.record(z.string(), z.unknown()) });
const blocks = z.record(z.string(), z.string()).default({});
const modbusInputSchema = z.strictObject({ input: blocks, holding: blocks, coil: blocks, discrete: blocks });
const mqttInputSchema = z.strictObject({
  messages: z.array(z.strictObject({ topic: z.string(), message: z.string() })),
});
const expectedSchema = z.strictObject({
  /** A number, a text, or the name of the status that stands for it. */
  values: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Reads that must have been sent: function, address, count. */
  requests: z.array(z.string()).default([]),
  writes: z
    .array(
      z.strictObject({
        point: z.string(),
        value: z.number(),
        request: z.string().optional(),
        topic: z.string().optional(),
        message: z.string().optional(),
      }),
    )
    .default([]),
});
type Expected = z.infer<typeof expectedSchema>;

function fileOf<T extends z.ZodType>(name: string, file: string, schema: T): z.infer<T> {
  return schema.parse(readYamlFile(join(here, name, file)).value);
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
}

function expectValue(id: string, sample: SeenSample | undefined, wanted: number | string): void {
  if (typeof wanted === 'number') expect(sample, id).toMatchObject({ value: wanted, status: status.good });
  else if (wanted in status) expect(sample?.status, id).toBe(status[wanted as StatusName]);
  else expect(sample, id).toMatchObject({ text: wanted, status: status.good });
}

test('every model of Modbus and MQTT has a case', () => {
  const covered = new Set(cases.map((name) => fileOf(name, 'device.yaml', deviceSchema).model));
  const wanted = [...deviceModels.values()]
    .filter(({ protocol }) => protocol !== 'opcua')
    .map(({ id }) => id);
  expect(wanted.filter((id) => !covered.has(id))).toEqual([]);
});

function deviceOf(name: string) {
  return fileOf(name, 'device.yaml', deviceSchema);
}

function casesOf(protocol: Protocol): string[] {
  return cases.filter((name) => deviceModels.get(deviceOf(name).model)?.protocol === protocol);
}

test.each(cases)('%s expects something of every point', (name) => {
  const { values } = fileOf(name, 'expected.yaml', expectedSchema);
  const { points } = deviceModels.get(deviceOf(name).model)!;
  expect(Object.keys(values).sort()).toEqual(points.map(({ id }) => id).sort());
});

test.each(casesOf('modbus'))('%s on the wire', async (name) => {
  const memory = memoryOf(fileOf(name, 'input.yaml', modbusInputSchema));
  const peer = new ModbusPeer(memory.answer);
  const settings = { host: '127.0.0.1', port: await peer.listen() };
  const plan = planOf('modbus', settings, [{ id: 'd', ...deviceOf(name) }]);
  try {
    await onTheWire(plan, peer, fileOf(name, 'expected.yaml', expectedSchema));
  } finally {
    await peer.close();
  }
});

test.each(casesOf('mqtt'))('%s through the codec', (name) => {
  const { messages } = fileOf(name, 'input.yaml', mqttInputSchema);
  const expected = fileOf(name, 'expected.yaml', expectedSchema);
  const plan = planOf('mqtt', { host: 'x' }, [{ id: 'd', ...deviceOf(name) }]);
  const sink = new SeenSink(plan);
  const index = new TopicIndex(plan);
  for (const { topic, message } of messages) {
    for (const { driverPoint, address } of index.entriesOf(topic).flatMap((entry) => entry.points)) {
      const got = decode(new Message(Buffer.from(message)), driverPoint.point, address);
      if (got) sink.sample(driverPoint.index, 0, got.value, got.status, got.text);
    }
  }
  for (const [id, wanted] of Object.entries(expected.values)) expectValue(id, sink.last(`d/${id}`), wanted);
  for (const { point, value, topic, message } of expected.writes) {
    const { points } = index.devices[0]!;
    const { command } = points.find(({ driverPoint }) => driverPoint.point.id === point)!;
    expect(command!.topic).toBe(topic);
    expect(encodeCommand(command!, value)).toBe(message);
  }
});

async function onTheWire(plan: EndpointPlan, peer: ModbusPeer, expected: Expected): Promise<void> {
  const sink = new SeenSink(plan);
  const driver = await loadDriver('modbus');
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  session.start();
  try {
    const ids = Object.keys(expected.values);
    await until(() => ids.every((id) => sink.last(`d/${id}`)), 'a sample of every point');
    for (const [id, wanted] of Object.entries(expected.values)) expectValue(id, sink.last(`d/${id}`), wanted);
    const sent = peer.requests.map(requestHex);
    for (const request of expected.requests) expect(sent).toContain(request);
    for (const { point, value, request } of expected.writes) {
      expect(await session.write(pointOf(plan, `d/${point}`), value)).toEqual({ ok: true });
      expect(
        peer.requests
          .filter(({ code }) => code > 4)
          .map(requestHex)
          .at(-1),
      ).toBe(request);
    }
  } finally {
    await session.close();
  }
}

function requestHex({ code, address, operand }: PeerRequest): string {
  const word = (value: number): string => value.toString(16).padStart(4, '0');
  return `${code.toString(16).padStart(2, '0')} ${word(address)} ${word(operand)}`;
}

function memoryOf(input: z.infer<typeof modbusInputSchema>): PeerMemory {
  const memory = new PeerMemory();
  for (const table of ['input', 'holding'] as const) {
    for (const [start, hex] of Object.entries(input[table])) {
      const bytes = bytesOf(hex);
      for (let i = 0; i < bytes.length; i += 2)
        memory[table].set(Number(start) + i / 2, bytes.readUInt16BE(i));
    }
  }
  for (const [table, bits] of [
    ['coil', memory.coils],
    ['discrete', memory.discrete],
  ] as const) {
    for (const [start, hex] of Object.entries(input[table])) {
      bytesOf(hex).forEach((byte, i) => {
        for (let bit = 0; bit < 8; bit++) bits.set(Number(start) + i * 8 + bit, ((byte >> bit) & 1) === 1);
      });
    }
  }
  return memory;
}
