// Which objects each device model's agent has, by its MIB: RFC 1628, RFC 2863, APC PowerNet-MIB.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { encodeElement, encodeInteger, type Oid, oidOf, tags } from './ber.ts';

export interface AgentObject {
  readonly oid: Oid;
  /** The value, encoded with its tag. */
  read(): Buffer;
  /** Takes an INTEGER; false where the object cannot hold it. */
  set?(value: number): boolean;
}

type NumberTag = 'integer' | 'gauge32' | 'counter32' | 'counter64' | 'timeTicks';

/** A point as an object: what it says is value / unit, whole. */
interface Shown {
  readonly oid: string;
  readonly point: string;
  readonly tag?: NumberTag | 'octets';
  readonly unit?: number;
  /** What the agent says for each of the point's values, where that differs. */
  readonly says?: Readonly<Record<number, number>>;
  readonly isWritable?: boolean;
}

const upsMib = '1.3.6.1.2.1.33.1';
const apc = '1.3.6.1.4.1.318.1.1';
const ifTable = '1.3.6.1.2.1.2.2.1';
const ifXTable = '1.3.6.1.2.1.31.1.1.1';
const onIsOne = { 1: 1, 0: 2 } as const;
const eight = [1, 2, 3, 4, 5, 6, 7, 8];

const shownBy: Readonly<Record<string, readonly Shown[]>> = {
  'ups-rfc1628': [
    { oid: `${upsMib}.1.2.0`, point: 'model', tag: 'octets' },
    { oid: `${upsMib}.2.1.0`, point: 'battery-status' },
    { oid: `${upsMib}.2.2.0`, point: 'on-battery' },
    { oid: `${upsMib}.2.3.0`, point: 'remaining', unit: 60 },
    { oid: `${upsMib}.2.4.0`, point: 'charge' },
    { oid: `${upsMib}.2.5.0`, point: 'battery-voltage', unit: 0.1 },
    { oid: `${upsMib}.2.7.0`, point: 'battery-temperature' },
    { oid: `${upsMib}.3.3.1.2.1`, point: 'input-frequency', unit: 0.1 },
    { oid: `${upsMib}.3.3.1.3.1`, point: 'input-voltage' },
    { oid: `${upsMib}.4.1.0`, point: 'source' },
    { oid: `${upsMib}.4.4.1.2.1`, point: 'output-voltage' },
    { oid: `${upsMib}.4.4.1.3.1`, point: 'output-current', unit: 0.1 },
    { oid: `${upsMib}.4.4.1.4.1`, point: 'output-power' },
    { oid: `${upsMib}.4.4.1.5.1`, point: 'load' },
    { oid: `${upsMib}.6.1.0`, point: 'alarms', tag: 'gauge32' },
  ],
  'apc-smart-ups': [
    { oid: `${apc}.1.1.1.1.0`, point: 'model', tag: 'octets' },
    { oid: `${apc}.1.2.1.1.0`, point: 'battery-status' },
    { oid: `${apc}.1.2.1.2.0`, point: 'on-battery', tag: 'timeTicks', unit: 0.01 },
    { oid: `${apc}.1.2.2.1.0`, point: 'charge', tag: 'gauge32' },
    { oid: `${apc}.1.2.2.2.0`, point: 'battery-temperature', tag: 'gauge32' },
    { oid: `${apc}.1.2.2.3.0`, point: 'remaining', tag: 'timeTicks', unit: 0.01 },
    { oid: `${apc}.1.2.2.4.0`, point: 'replace-battery' },
    { oid: `${apc}.1.3.2.1.0`, point: 'input-voltage', tag: 'gauge32' },
    { oid: `${apc}.1.3.2.4.0`, point: 'input-frequency', tag: 'gauge32' },
    { oid: `${apc}.1.4.1.1.0`, point: 'source' },
    { oid: `${apc}.1.4.2.1.0`, point: 'output-voltage', tag: 'gauge32' },
    { oid: `${apc}.1.4.2.3.0`, point: 'load', tag: 'gauge32' },
    { oid: `${apc}.1.4.2.4.0`, point: 'output-current', tag: 'gauge32' },
  ],
  'if-mib-switch-8': [
    { oid: '1.3.6.1.2.1.1.1.0', point: 'description', tag: 'octets' },
    { oid: '1.3.6.1.2.1.1.5.0', point: 'name', tag: 'octets' },
    ...eight.flatMap((port): Shown[] => [
      { oid: `${ifTable}.8.${port}`, point: `link-${port}` },
      { oid: `${ifTable}.14.${port}`, point: `errors-${port}`, tag: 'counter32' },
      { oid: `${ifXTable}.6.${port}`, point: `received-${port}`, tag: 'counter64' },
      { oid: `${ifXTable}.10.${port}`, point: `sent-${port}`, tag: 'counter64' },
    ]),
  ],
  'apc-ap7900-pdu': [
    { oid: `${apc}.12.1.5.0`, point: 'model', tag: 'octets' },
    { oid: `${apc}.12.2.3.1.1.2.1`, point: 'current', tag: 'gauge32', unit: 0.1 },
    { oid: `${apc}.12.2.3.1.1.3.1`, point: 'load-state' },
    ...eight.flatMap((outlet): Shown[] => [
      { oid: `${apc}.12.3.3.1.1.4.${outlet}`, point: `outlet-${outlet}`, says: onIsOne, isWritable: true },
      { oid: `${apc}.12.3.5.1.1.4.${outlet}`, point: `outlet-${outlet}`, says: onIsOne },
    ]),
  ],
};

/** The agent's objects, its up time among them; empty where nobody knows the model. */
export function agentObjects(device: SimulatedDevice, upS: () => number): AgentObject[] {
  const shown = shownBy[device.device.modelId];
  if (!shown) return [];
  const ownS = device.points.has('up-time') ? () => device.number('up-time') : upS;
  const upTime = { oid: oidOf('1.3.6.1.2.1.1.3.0'), read: () => ticks(ownS()) };
  return [upTime, ...shown.map((it) => objectOf(device, it))];
}

const ticksWrapAt = 2 ** 32;

function ticks(seconds: number): Buffer {
  return encodeInteger(tags.timeTicks, BigInt(Math.floor((seconds * 100) % ticksWrapAt)));
}

function objectOf(device: SimulatedDevice, shown: Shown): AgentObject {
  const { point, says, isWritable } = shown;
  const read = (): Buffer => encodeValue(device.value(point), shown);
  if (!isWritable) return { oid: oidOf(shown.oid), read };
  const set = (value: number): boolean => {
    const ours = says ? Object.keys(says).find((own) => says[Number(own)] === value) : String(value);
    return ours !== undefined && device.operate(point, Number(ours));
  };
  return { oid: oidOf(shown.oid), read, set };
}

function encodeValue(value: number | string, { tag = 'integer', unit = 1, says }: Shown): Buffer {
  if (tag === 'octets' || typeof value === 'string') {
    return encodeElement(tags.octets, Buffer.from(String(value), 'utf8'));
  }
  const whole = Math.round(value / unit);
  return encodeInteger(tags[tag], BigInt(says?.[whole] ?? whole));
}
