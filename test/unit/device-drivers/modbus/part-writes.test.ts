// Commands to a part of a register (FC22), to coils and registers by the functions for many, and what is refused.
import type { DeviceModel, PointModel } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';
import { expect, test } from 'vitest';
import { pointOf, until } from '../support.ts';
import { peerOf, sessionOf } from './bench.ts';
import { PeerMemory } from './peer.ts';

const thermostat = deviceModels.get('fan-coil-thermostat')!;

/** The thermostat's mode in four bits of register 7, its power in the lowest bit of it, its fan in the high byte. */
function packed(settings: Record<string, unknown>): DeviceModel {
  const places: Record<string, object> = {
    power: { type: 'uint16', bit: 0 },
    mode: { type: 'uint16', bit: 4, bits: 4 },
    fan: { type: 'uint8', byte: 'high' },
  };
  const points = thermostat.points.flatMap((point): PointModel[] => {
    const place = places[point.id.replace('-set', '')];
    return place ? [{ ...point, address: { table: 'holding', address: 7, ...place } }] : [];
  });
  return { ...thermostat, settings, points };
}

async function unitOf(settings: Record<string, unknown>) {
  const memory = new PeerMemory();
  memory.holding.set(7, 0x0231);
  const { port, peer } = await peerOf(memory.answer);
  const opened = await sessionOf(port, [{ id: 'ac', model: packed(settings), address: { unit: 1 } }]);
  await until(() => opened.sink.last('ac/fan'), 'values');
  return { memory, peer, ...opened };
}

test('parts of a register are read, and written by a mask that leaves the others alone', async () => {
  const { memory, peer, plan, sink, session } = await unitOf({ maskWrite: true });
  expect(['power', 'mode', 'fan'].map((id) => sink.last(`ac/${id}`)?.value)).toEqual([1, 3, 2]);
  expect(await session.write(pointOf(plan, 'ac/mode-set'), 1)).toEqual({ ok: true });
  expect(memory.holding.get(7)).toBe(0x0211);
  expect(await session.write(pointOf(plan, 'ac/fan-set'), 3)).toEqual({ ok: true });
  expect(await session.write(pointOf(plan, 'ac/power-set'), 0)).toEqual({ ok: true });
  expect(memory.holding.get(7)).toBe(0x0310);
  expect(await session.read(pointOf(plan, 'ac/mode'))).toMatchObject({ value: 1 });
  expect(peer.requests.filter(({ code }) => code > 4).map(({ code }) => code)).toEqual([22, 22, 22]);
  expect(await session.write(pointOf(plan, 'ac/mode-set'), 16)).toMatchObject({
    reason: 'value-out-of-range',
  });
});

test('without it they are not written: others may have changed since they were read', async () => {
  const { memory, plan, session } = await unitOf({});
  expect(await session.write(pointOf(plan, 'ac/mode-set'), 1)).toMatchObject({
    ok: false,
    reason: 'not-writable',
    detail: expect.stringContaining('maskWrite'),
  });
  expect(memory.holding.get(7)).toBe(0x0231);
});

test('coils and registers by the functions for many, where the model says so', async () => {
  const memory = new PeerMemory();
  const { port, peer } = await peerOf(memory.answer);
  const many = (id: string): DeviceModel => ({
    ...deviceModels.get(id)!,
    settings: { writeFunction: 'multiple' },
  });
  const { plan, sink, session } = await sessionOf(port, [
    { id: 'lamps', model: many('lamp-relay-4'), address: { unit: 1 } },
    { id: 'ac', model: many('fan-coil-thermostat'), address: { unit: 1 } },
  ]);
  await until(() => sink.last('lamps/front') && sink.last('ac/target'), 'values');
  expect(await session.write(pointOf(plan, 'lamps/window-row-set'), 1)).toEqual({ ok: true });
  expect(await session.write(pointOf(plan, 'ac/target-set'), 25.5)).toEqual({ ok: true });
  expect(memory.coils.get(2)).toBe(true);
  expect(memory.holding.get(3)).toBe(255);
  expect(peer.requests.filter(({ code }) => code > 4).map(({ code }) => code)).toEqual([15, 16]);
});
