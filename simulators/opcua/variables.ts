// The variables of the simulated OPC UA devices below each device's root node, in the spirit of OPC 40501-1.

export type VariableType = 'Double' | 'Int32' | 'UInt32' | 'Boolean' | 'String';

/** Units that a browsing client is told, by their names in the library. */
export type UnitName = 'percent' | 'degree_celsius' | 'revolutions_per_minute';

export interface Variable {
  readonly name: string;
  readonly point: string;
  readonly type: VariableType;
  readonly unit?: UnitName;
  /** Lowest and highest value. */
  readonly range?: readonly [number, number];
  /** A client may write it; the point is operated. */
  readonly isCommand?: boolean;
}

const cncMachine: readonly Variable[] = [
  { name: 'State', point: 'state', type: 'Int32' },
  { name: 'Mode', point: 'mode', type: 'Int32' },
  {
    name: 'SpindleSpeed',
    point: 'spindle-speed',
    type: 'Double',
    unit: 'revolutions_per_minute',
    range: [0, 12_000],
  },
  { name: 'SpindleLoad', point: 'spindle-load', type: 'Double', unit: 'percent', range: [0, 200] },
  {
    name: 'SpindleTemperature',
    point: 'spindle-temperature',
    type: 'Double',
    unit: 'degree_celsius',
    range: [-10, 150],
  },
  { name: 'FeedOverride', point: 'feed-override', type: 'Double', unit: 'percent', range: [0, 200] },
  { name: 'Door', point: 'door', type: 'Boolean' },
  { name: 'StackLight', point: 'stack-light', type: 'Int32' },
  { name: 'CoolantLevel', point: 'coolant-level', type: 'Double', unit: 'percent', range: [0, 100] },
  { name: 'Program', point: 'program', type: 'String' },
  { name: 'Parts', point: 'parts', type: 'UInt32' },
];

const vrLabManager: readonly Variable[] = [
  { name: 'Session', point: 'session', type: 'Int32' },
  { name: 'SessionTarget', point: 'session', type: 'Int32', isCommand: true },
  { name: 'HeadsetsOnline', point: 'headsets-online', type: 'UInt32' },
  { name: 'HeadsetsCharging', point: 'headsets-charging', type: 'UInt32' },
  { name: 'App', point: 'app', type: 'String' },
  { name: 'ServerCpu', point: 'server-cpu', type: 'Double', unit: 'percent', range: [0, 100] },
  {
    name: 'ServerTemperature',
    point: 'server-temperature',
    type: 'Double',
    unit: 'degree_celsius',
    range: [-10, 120],
  },
];

export const opcuaVariables: ReadonlyMap<string, readonly Variable[]> = new Map([
  ['cnc-machine', cncMachine],
  ['vr-lab-manager', vrLabManager],
]);

/** Numbers as the device's firmware gives them: whole ones, and two decimals. */
export function firmwareNumber(value: number, type: VariableType): number {
  return type === 'Double' ? Math.round(value * 100) / 100 : Math.trunc(value);
}
