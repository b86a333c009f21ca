// Every device model is held to one list: schema, units, names, ranges, commands with their readbacks, addresses.
import { deviceModelSchema, quantities } from '@campus/campus-model';
import { deviceModels, loadDriver } from '@campus/device-drivers';
import { describe, expect, test } from 'vitest';

const chinese = /\p{Script=Han}|^(CO₂|CPU)$/u;

/** Fastest and slowest sensible poll, and how long the page may be without a sign of life. */
const periodMs = { min: 250, max: 5_000 };
const heartbeatMs = { min: 10_000, max: 60_000 };
/** A fire must be seen within a second. */
const firePeriodMs = 500;

test('the catalogue is keyed by id and holds models of each protocol', () => {
  for (const [id, model] of deviceModels) expect(model.id).toBe(id);
  expect(new Set([...deviceModels.values()].map(({ protocol }) => protocol))).toEqual(
    new Set(['modbus', 'opcua', 'mqtt', 'dlt645', 'cjt188', 'http', 'bacnet', 'pjlink', 'snmp']),
  );
});

describe.each([...deviceModels.values()].map((model) => [model.id, model] as const))('%s', (_, model) => {
  test('is of the schema, names its source, and its ids are unique', () => {
    expect(deviceModelSchema.safeParse(model).error).toBeUndefined();
    expect(model.source.length).toBeGreaterThanOrEqual('example'.length);
    expect(new Set(model.points.map(({ id }) => id)).size).toBe(model.points.length);
  });

  test('settings and addresses are what its driver understands', async () => {
    const driver = await loadDriver(model.protocol);
    expect(driver.protocol).toBe(model.protocol);
    expect(driver.modelSettingsSchema.safeParse(model.settings).error).toBeUndefined();
    for (const { id, address } of model.points) {
      expect(driver.pointAddressSchema.safeParse(address).error, id).toBeUndefined();
    }
  });

  test('is named in both languages', () => {
    const texts = [
      model.name,
      ...model.points.flatMap(({ name, states }) => [name, ...Object.values(states ?? {})]),
    ];
    for (const { zh, en } of texts) {
      expect(zh).toMatch(chinese);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  });

  test.each(model.points.map((point) => [point.id, point] as const))('%s is sound', (_id, point) => {
    const quantity = quantities[point.quantity];
    expect(point.unit).toBe(quantity.unit);
    expect(point.decimals).toBe(quantity.decimals);
    if (point.range) expect(point.range.min).toBeLessThan(point.range.max);
    for (const code of Object.keys(point.states ?? {})) expect(code).toMatch(/^\d+$/);
    const isTold = point.range !== undefined || point.states !== undefined || point.quantity === 'text';
    expect(isTold, 'has a range, states or is text').toBe(true);
    if (point.states) expect(point.deadband, 'coded states have no deadband').toBe(0);
    if (point.range) expect(point.deadband).toBeLessThanOrEqual((point.range.max - point.range.min) / 20);
    expect(point.heartbeatMs).toBeGreaterThanOrEqual(heartbeatMs.min);
    expect(point.heartbeatMs).toBeLessThanOrEqual(heartbeatMs.max);
    expect(point.periodMs).toBeGreaterThanOrEqual(periodMs.min);
    expect(point.periodMs).toBeLessThanOrEqual(periodMs.max);
    if (model.system === 'fire') {
      expect(point.periodMs).toBeLessThanOrEqual(firePeriodMs);
      expect(point.write, 'fire equipment is read only').toBeUndefined();
    }
  });

  test('what is commanded ends in -set and is read back by the point of the same name', () => {
    for (const point of model.points) {
      const isCommanded = point.write !== undefined;
      expect(point.id.endsWith('-set'), point.id).toBe(isCommanded);
      expect(['output', 'setpoint'].includes(point.kind), point.id).toBe(isCommanded);
      if (!point.write) continue;
      const readback = model.points.find(({ id }) => id === point.write!.readback);
      expect(`${readback?.id}-set`).toBe(point.id);
      expect(readback).toMatchObject({ kind: 'readback', quantity: point.quantity, unit: point.unit });
      expect(readback!.periodMs).toBeLessThanOrEqual(1_000);
      expect(point.write.min).toBeLessThan(point.write.max);
      expect(point.write.settleMs).toBeGreaterThan(2 * readback!.periodMs!);
      const { safe, releasedTo, witness } = point.write;
      for (const set of [safe?.value, releasedTo, ...(witness?.expects.map(({ when }) => when) ?? [])])
        if (set !== undefined) expect(set >= point.write.min && set <= point.write.max, `${set}`).toBe(true);
      if (witness) expect(model.points.map(({ id }) => id)).toContain(witness.point);
      for (const edge of [point.write.min, point.write.max]) {
        if (readback!.range) expect(edge).toBeGreaterThanOrEqual(readback!.range.min);
        if (readback!.range) expect(edge).toBeLessThanOrEqual(readback!.range.max);
        if (readback!.states) expect(readback!.states).toHaveProperty(String(edge));
      }
    }
  });
});
