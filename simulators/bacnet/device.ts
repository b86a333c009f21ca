// One BACnet device: its objects with their properties, and the priorities of what was commanded.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { type ObjectEntry, type ObjectMap, types } from './object-maps.ts';
import type { Value } from './tags.ts';

export interface Fail {
  readonly errorClass: number;
  readonly errorCode: number;
}

/** Classes and codes of errors (ASHRAE 135, 21). */
const objectClass = 1;
const propertyClass = 2;
const unknownObject: Fail = { errorClass: objectClass, errorCode: 31 };
const unknownProperty: Fail = { errorClass: propertyClass, errorCode: 32 };
const invalidDataType: Fail = { errorClass: propertyClass, errorCode: 9 };
const valueOutOfRange: Fail = { errorClass: propertyClass, errorCode: 37 };
const writeAccessDenied: Fail = { errorClass: propertyClass, errorCode: 40 };

const properties = {
  covIncrement: 22,
  objectIdentifier: 75,
  objectList: 76,
  objectName: 77,
  presentValue: 85,
  reliability: 103,
  statusFlags: 111,
} as const;

const lowestPriority = 16;
const noSensor = 1;
const binaryTypes: ReadonlySet<number> = new Set([types.binaryInput, types.binaryOutput, types.binaryValue]);
const analogTypes: ReadonlySet<number> = new Set([types.analogInput, types.analogOutput, types.analogValue]);

export class BacnetDevice {
  readonly device: SimulatedDevice;
  readonly map: ObjectMap;
  readonly instance: number;
  readonly #offset: number;
  /** Commanded values by object and priority. */
  readonly #orders = new Map<ObjectEntry, Map<number, number>>();
  /** What an object stood at before anybody commanded it. */
  readonly #defaults = new Map<ObjectEntry, number>();

  constructor(device: SimulatedDevice, map: ObjectMap, instance: number, offset: number) {
    this.device = device;
    this.map = map;
    this.instance = instance;
    this.#offset = offset;
  }

  entryOf(type: number, instance: number): ObjectEntry | undefined {
    return this.map.objects.find((it) => it.type === type && it.instance + this.#offset === instance);
  }

  read(type: number, instance: number, property: number): readonly Value[] | Fail {
    if (type === types.device && instance === this.instance) return this.#readDevice(property);
    const entry = this.entryOf(type, instance);
    if (!entry) return unknownObject;
    switch (property) {
      case properties.presentValue:
        return [this.present(entry)];
      case properties.statusFlags:
        return [this.flags(entry)];
      case properties.reliability:
        return [{ kind: 'enumerated', number: this.#isFaulty(entry) ? noSensor : 0 }];
      case properties.objectName:
        return [{ kind: 'text', text: entry.name }];
      case properties.objectIdentifier:
        return [{ kind: 'object', type, instance }];
      case properties.covIncrement:
        return entry.increment === undefined ? unknownProperty : [{ kind: 'real', number: entry.increment }];
      default:
        return unknownProperty;
    }
  }

  /** Null when it is done. */
  write(
    type: number,
    instance: number,
    property: number,
    value: Value | null,
    priority: number,
  ): Fail | null {
    const entry = this.entryOf(type, instance);
    if (!entry) return unknownObject;
    if (property !== properties.presentValue) return writeAccessDenied;
    if (!this.device.points.get(entry.point)?.operate) return writeAccessDenied;
    if (!value || (value.kind !== 'null' && value.kind !== kindOf(entry))) return invalidDataType;
    const order = value.kind === 'null' ? null : (value as { number: number }).number;
    if (order !== null && !this.device.takes(entry.point, order)) return valueOutOfRange;
    this.#order(entry, order, priority || lowestPriority);
    return null;
  }

  present(entry: ObjectEntry): Value {
    const value = this.device.value(entry.point);
    if (typeof value === 'string') return { kind: 'text', text: value };
    return { kind: kindOf(entry), number: Number.isFinite(value) ? value : 0 };
  }

  /** In alarm, fault, overridden, out of service. */
  flags(entry: ObjectEntry): Value {
    return { kind: 'bits', bits: [false, this.#isFaulty(entry), false, false] };
  }

  #isFaulty({ point }: ObjectEntry): boolean {
    const value = this.device.value(point);
    return typeof value === 'number' && !Number.isFinite(value);
  }

  #order(entry: ObjectEntry, value: number | null, priority: number): void {
    const orders = this.#orders.get(entry) ?? new Map<number, number>();
    this.#orders.set(entry, orders);
    if (!this.#defaults.has(entry)) this.#defaults.set(entry, this.device.number(entry.point));
    if (value === null) orders.delete(priority);
    else orders.set(priority, value);
    const first = [...orders.keys()].toSorted((a, b) => a - b)[0];
    this.device.operate(entry.point, first === undefined ? this.#defaults.get(entry)! : orders.get(first)!);
  }

  #readDevice(property: number): readonly Value[] | Fail {
    if (property === properties.objectName) return [{ kind: 'text', text: this.device.id }];
    if (property === properties.objectIdentifier) {
      return [{ kind: 'object', type: types.device, instance: this.instance }];
    }
    if (property !== properties.objectList) return unknownProperty;
    return this.map.objects.map(({ type, instance }) => ({
      kind: 'object',
      type,
      instance: instance + this.#offset,
    }));
  }
}

function kindOf({ type }: ObjectEntry): 'real' | 'enumerated' | 'unsigned' {
  if (analogTypes.has(type)) return 'real';
  return binaryTypes.has(type) ? 'enumerated' : 'unsigned';
}
