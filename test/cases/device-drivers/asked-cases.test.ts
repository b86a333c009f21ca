// Golden cases of PJLink and SNMP: what a device answers when it is asked, and what must come of it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StatusName, status } from '@campus/campus-model';
import { deviceModels, type EndpointPlan, loadDriver } from '@campus/device-drivers';
import { readYamlFile, silentLog, systemClock } from '@campus/runtime';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { encodeElement, encodeInteger, tags } from '../../../simulators/snmp/ber.ts';
import { pduTags } from '../../../simulators/snmp/message.ts';
import { PjlinkPeer } from '../../unit/device-drivers/pjlink/peer.ts';
import { SnmpPeer } from '../../unit/device-drivers/snmp/peer.ts';
import { planOf, pointOf, SeenSink, until } from '../../unit/device-drivers/support.ts';

const here = import.meta.dirname;
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const deviceSchema = z.strictObject({ model: z.string(), address: z.record(z.string(), z.unknown()) });
/** `%1POWR: "3"`; a command that is not named is answered by ERR1. */
const pjlinkInputSchema = z.strictObject({ answers: z.record(z.string(), z.string()) });
/** `1.3.6.1.2.1.33.1.2.4.0: integer 97`; what is not named is not there. */
const snmpInputSchema = z.strictObject({
  objects: z.record(z.string(), z.string().regex(/^(integer|gauge32|counter32|counter64|timeTicks|octets) /)),
});
const expectedSchema = z.strictObject({
  /** A number, a text, or the name of the status that stands for it. */
  values: z.record(z.string(), z.union([z.number(), z.string()])),
  writes: z.array(z.strictObject({ point: z.string(), value: z.number(), request: z.string() })).default([]),
});
type Expected = z.infer<typeof expectedSchema>;

function fileOf<T extends z.ZodType>(name: string, file: string, schema: T): z.infer<T> {
  return schema.parse(readYamlFile(join(here, name, file)).value);
}

const casesOf = (protocol: string): string[] =>
  cases.filter(
    (name) => deviceModels.get(fileOf(name, 'device.yaml', deviceSchema).model)?.protocol === protocol,
  );

test.each(['pjlink', 'snmp'])(
  'every model of %s has a case that expects something of every point',
  (protocol) => {
    const covered = casesOf(protocol).map((name) => fileOf(name, 'device.yaml', deviceSchema).model);
    const wanted = [...deviceModels.values()].filter((model) => model.protocol === protocol);
    expect(new Set(covered)).toEqual(new Set(wanted.map(({ id }) => id)));
    for (const name of casesOf(protocol)) {
      const { points } = deviceModels.get(fileOf(name, 'device.yaml', deviceSchema).model)!;
      const { values } = fileOf(name, 'expected.yaml', expectedSchema);
      expect(Object.keys(values).sort()).toEqual(points.map(({ id }) => id).sort());
    }
  },
);

test.each(casesOf('pjlink'))('%s on the wire', async (name) => {
  const { answers } = fileOf(name, 'input.yaml', pjlinkInputSchema);
  const peer = new PjlinkPeer((line) => {
    const [header, parameter] = line.split(' ');
    return parameter === '?' ? `${header}=${answers[header!] ?? 'ERR1'}` : `${header}=OK`;
  });
  const settings = { host: '127.0.0.1', port: await peer.listen(), pauseMs: 0 };
  const plan = planOf('pjlink', settings, [{ id: 'd', ...fileOf(name, 'device.yaml', deviceSchema) }]);
  const sent = (): string | undefined => peer.lines.findLast((line) => !line.endsWith('?'));
  try {
    await onTheWire(plan, fileOf(name, 'expected.yaml', expectedSchema), sent);
  } finally {
    await peer.close();
  }
});

test.each(casesOf('snmp'))('%s on the wire', async (name) => {
  const peer = new SnmpPeer();
  const { objects } = fileOf(name, 'input.yaml', snmpInputSchema);
  for (const [oid, told] of Object.entries(objects)) peer.objects.set(oid, encodedOf(told));
  const settings = { host: '127.0.0.1', port: await peer.listen(), community: 'public' };
  const plan = planOf('snmp', settings, [{ id: 'd', ...fileOf(name, 'device.yaml', deviceSchema) }]);
  const sent = (): string | undefined => {
    const [order] = peer.requests.findLast(({ pdu }) => pdu === pduTags.set)?.varbinds ?? [];
    return order && `${order.oid.join('.')} ${order.value.toString('hex')}`;
  };
  try {
    await onTheWire(plan, fileOf(name, 'expected.yaml', expectedSchema), sent);
  } finally {
    await peer.close();
  }
});

function encodedOf(told: string): Buffer {
  const [kind, ...rest] = told.split(' ');
  const value = rest.join(' ');
  if (kind === 'octets') return encodeElement(tags.octets, Buffer.from(value));
  return encodeInteger(tags[kind as 'integer'], BigInt(value));
}

async function onTheWire(
  plan: EndpointPlan,
  expected: Expected,
  sent: () => string | undefined,
): Promise<void> {
  const sink = new SeenSink(plan);
  const driver = await loadDriver(plan.endpoint.protocol);
  const session = driver.open(plan, sink, { clock: systemClock, log: silentLog });
  session.start();
  try {
    const ids = Object.keys(expected.values);
    await until(() => ids.every((id) => sink.last(`d/${id}`)), 'a sample of every point');
    for (const [id, wanted] of Object.entries(expected.values)) {
      const sample = sink.last(`d/${id}`);
      if (typeof wanted === 'number')
        expect(sample, id).toMatchObject({ value: wanted, status: status.good });
      else if (wanted in status) expect(sample?.status, id).toBe(status[wanted as StatusName]);
      else expect(sample, id).toMatchObject({ text: wanted, status: status.good });
    }
    for (const { point, value, request } of expected.writes) {
      expect(await session.write(pointOf(plan, `d/${point}`), value), point).toEqual({ ok: true });
      expect(sent()).toBe(request);
    }
  } finally {
    await session.close();
  }
}
