// Capabilities: one call brings a point with its unit, names, plausible range, deadband, heartbeat and period.
// Deadbands are near what the sensors can tell apart; ranges are what the sensors can show at all.
import type { PointModel, Text } from '@campus/campus-model';
import { type Address, type PointOverrides, pair, point, text, witnessed } from './point-builder.ts';

const onOffStates = { 0: text('关', 'off'), 1: text('开', 'on') };
const yesNoStates = { 0: text('否', 'no'), 1: text('是', 'yes') };
const occupancyStates = { 0: text('无人', 'empty'), 1: text('有人', 'occupied') };
const contactStates = { 0: text('关闭', 'closed'), 1: text('打开', 'open') };
const onlineStates = { 0: text('离线', 'offline'), 1: text('在线', 'online') };
const faultStates = { 0: text('正常', 'normal'), 1: text('故障', 'fault') };

/** What people wait for must be seen within a second: lamps, doors, switches. */
const switchPeriodMs = 500;
/** A fire must be on the page within a second, so its poll may take a quarter of it. */
const firePeriodMs = 250;
const fireHeartbeatMs = 10_000;
/** Room air follows within a second too: a teacher who opens a window looks at the page. */
const environmentPeriodMs = 500;

type Capability = (address: Address, overrides?: PointOverrides) => PointModel;

export const temperature: Capability = (address, overrides) =>
  point(
    {
      id: 'temperature',
      name: text('温度', 'temperature'),
      quantity: 'temperature',
      range: { min: -40, max: 80 },
      deadband: 0.1,
      periodMs: environmentPeriodMs,
    },
    address,
    overrides,
  );

export const humidity: Capability = (address, overrides) =>
  point(
    {
      id: 'humidity',
      name: text('相对湿度', 'relative humidity'),
      quantity: 'humidity',
      range: { min: 0, max: 100 },
      deadband: 0.5,
      periodMs: environmentPeriodMs,
    },
    address,
    overrides,
  );

export const co2: Capability = (address, overrides) =>
  point(
    {
      id: 'co2',
      name: text('二氧化碳', 'CO₂'),
      quantity: 'co2',
      range: { min: 300, max: 10_000 },
      deadband: 10,
      periodMs: environmentPeriodMs,
    },
    address,
    overrides,
  );

export const illuminance: Capability = (address, overrides) =>
  point(
    {
      id: 'illuminance',
      name: text('照度', 'illuminance'),
      quantity: 'illuminance',
      range: { min: 0, max: 100_000 },
      deadband: 5,
    },
    address,
    overrides,
  );

export const occupancy: Capability = (address, overrides) =>
  point(
    { id: 'occupancy', name: text('人员', 'occupancy'), quantity: 'occupancy', states: occupancyStates },
    address,
    overrides,
  );

export const battery: Capability = (address, overrides) =>
  point(
    {
      id: 'battery',
      name: text('电量', 'battery'),
      quantity: 'battery',
      range: { min: 0, max: 100 },
      deadband: 1,
      heartbeatMs: 60_000,
    },
    address,
    overrides,
  );

export const linkQuality: Capability = (address, overrides) =>
  point(
    {
      id: 'linkquality',
      name: text('链路质量', 'link quality'),
      quantity: 'count',
      kind: 'status',
      range: { min: 0, max: 255 },
      deadband: 10,
      heartbeatMs: 60_000,
    },
    address,
    overrides,
  );

export const leak: Capability = (address, overrides) =>
  point(
    {
      id: 'leak',
      name: text('漏水', 'water leak'),
      quantity: 'leak',
      states: { 0: text('干燥', 'dry'), 1: text('漏水', 'leak') },
    },
    address,
    overrides,
  );

export const contact: Capability = (address, overrides) =>
  point(
    { id: 'contact', name: text('门窗磁', 'contact'), quantity: 'contact', states: contactStates },
    address,
    overrides,
  );

export const door: Capability = (address, overrides) =>
  point(
    {
      id: 'door',
      name: text('门', 'door'),
      quantity: 'contact',
      states: contactStates,
      periodMs: switchPeriodMs,
    },
    address,
    overrides,
  );

export const online: Capability = (address, overrides) =>
  point(
    {
      id: 'online',
      name: text('在线', 'online'),
      quantity: 'state',
      kind: 'status',
      states: onlineStates,
    },
    address,
    overrides,
  );

export const voltage = (id: string, name: Text, address: Address): PointModel =>
  point({ id, name, quantity: 'voltage', range: { min: 0, max: 500 }, deadband: 0.5 }, address);

export const current = (id: string, name: Text, address: Address): PointModel =>
  point({ id, name, quantity: 'current', range: { min: 0, max: 2_000 }, deadband: 0.05 }, address);

export const power = (id: string, name: Text, address: Address): PointModel =>
  point({ id, name, quantity: 'power', range: { min: -1e6, max: 1e6 }, deadband: 10 }, address);

export const energy = (id: string, name: Text, address: Address): PointModel =>
  point(
    { id, name, quantity: 'energy', range: { min: 0, max: 1e8 }, counter: true, deadband: 0.01 },
    address,
  );

export const frequency: Capability = (address, overrides) =>
  point(
    {
      id: 'frequency',
      name: text('频率', 'frequency'),
      quantity: 'frequency',
      range: { min: 40, max: 70 },
      deadband: 0.02,
    },
    address,
    overrides,
  );

export const powerFactor: Capability = (address, overrides) =>
  point(
    {
      id: 'power-factor',
      name: text('功率因数', 'power factor'),
      quantity: 'power-factor',
      range: { min: -1, max: 1 },
      deadband: 0.01,
    },
    address,
    overrides,
  );

/** The three phases of a meter: `id-l1` … `id-l3`. */
export function phases(
  build: (id: string, name: Text, address: Address) => PointModel,
  id: string,
  name: Text,
  address: (phase: number) => Address,
): PointModel[] {
  return [1, 2, 3].map((phase) =>
    build(`${id}-l${phase}`, { zh: `L${phase} ${name.zh}`, en: `${name.en} L${phase}` }, address(phase - 1)),
  );
}

export const smoke: Capability = (address, overrides) =>
  point(
    {
      id: 'smoke',
      name: text('感烟探测器', 'smoke detector'),
      quantity: 'smoke',
      states: {
        0: text('正常', 'normal'),
        1: text('火警', 'fire'),
        2: text('故障', 'fault'),
        3: text('屏蔽', 'shielded'),
      },
      periodMs: firePeriodMs,
      heartbeatMs: fireHeartbeatMs,
    },
    address,
    overrides,
  );

/** A summary bit of a fire panel: `isAlarm` tells fire from trouble. */
export const panelBit = (id: string, name: Text, address: Address, isAlarm = false): PointModel =>
  point(
    {
      id,
      name,
      quantity: 'state',
      kind: 'status',
      states: isAlarm ? { 0: text('正常', 'normal'), 1: text('火警', 'fire') } : faultStates,
      periodMs: firePeriodMs,
      heartbeatMs: fireHeartbeatMs,
    },
    address,
  );

/** A coded state. */
export const state = (
  id: string,
  name: Text,
  states: Readonly<Record<string, Text>>,
  address: Address,
  overrides?: PointOverrides,
): PointModel =>
  point({ id, name, quantity: 'state', kind: 'status', states: { ...states } }, address, overrides);

/** A number of things. */
export const count = (id: string, name: Text, address: Address, overrides?: PointOverrides): PointModel =>
  point({ id, name, quantity: 'count', range: { min: 0, max: 1e9 } }, address, overrides);

export const percentage = (
  id: string,
  name: Text,
  address: Address,
  overrides?: PointOverrides,
): PointModel =>
  point({ id, name, quantity: 'percentage', range: { min: 0, max: 100 }, deadband: 1 }, address, overrides);

export const yesNo = (id: string, name: Text, address: Address, overrides?: PointOverrides): PointModel =>
  state(id, name, yesNoStates, address, overrides);

export const words = (id: string, name: Text, address: Address): PointModel =>
  point({ id, name, quantity: 'text', kind: 'status' }, address);

/** Plugs tell their power some seconds late, and what is on may draw nothing at all. */
const offDraws = { expects: [{ when: 0, below: 3 }], withinMs: 30_000 };

/** An outlet that measures what it gives: what is switched off draws nothing. */
export function meteredOutlet(
  id: string,
  name: Text,
  address: Address,
  watts: string,
): [PointModel, PointModel] {
  return witnessed(onOff(id, name, address), { point: watts, ...offDraws });
}

/** Something that is switched: readback `id`, output `id-set`. */
export function onOff(id: string, name: Text, address: Address): [PointModel, PointModel] {
  const readback = point(
    { id, name, quantity: 'switch', states: onOffStates, periodMs: switchPeriodMs },
    address,
  );
  return pair(readback, { kind: 'output', min: 0, max: 1, step: 1 });
}
