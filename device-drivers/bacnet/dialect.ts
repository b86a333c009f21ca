// BACnet/IP as the polled session speaks it: reads, subscriptions to changes, commands with their priority.
import type { Point } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type {
  Dialect,
  Got,
  LinkEvents,
  PlannedWrite,
  PollRead,
  ReadAnswer,
  WriteAnswer,
} from '../polling/dialect.ts';
import { BacnetLink, type Change, type Place } from './link.ts';
import {
  type LinkAnswer,
  type ObjectId,
  type ObjectValues,
  objectKey,
  type PropertyValue,
  properties,
  tags,
} from './objects.ts';
import { type BacnetRequest, type ObjectPoints, objectsOf, readsOf, smallerReads } from './reads.ts';
import type { BacnetDevice, BacnetEndpoint, BacnetModel, BacnetPointAddress } from './settings.ts';
import { encodeValue, gotOf, isFaulty, objectOf } from './values.ts';

/** The number by which devices know our subscriptions. */
const subscriberId = 1;
/** Objects whose changes are told are read all the same, so that a lost notice is made up for. */
const checksPerHeartbeat = 3;
const valueIds = [properties.presentValue, properties.statusFlags];

export class BacnetDialect implements Dialect<BacnetLink, BacnetRequest> {
  readonly timeoutMs: number;
  readonly #settings: BacnetEndpoint;
  readonly #clock: Clock;
  readonly #devices: readonly DriverDevice[];
  /** Objects whose changes are told, by device. */
  readonly #told = new Map<DriverDevice, Set<string>>();
  /** What faulty objects said last of their fault: notices of changes leave it out. */
  readonly #reliabilities = new Map<DriverPoint, PropertyValue>();

  constructor(settings: BacnetEndpoint, devices: readonly DriverDevice[], clock: Clock) {
    this.timeoutMs = settings.timeoutMs;
    this.#settings = settings;
    this.#clock = clock;
    this.#devices = devices;
    for (const device of devices) this.#told.set(device, new Set());
  }

  newLink(events: LinkEvents): BacnetLink {
    return new BacnetLink(this.#settings, this.#clock, {
      onLost: () => events.onLost(),
      onChange: (change) => events.onGot(this.#gotOfChange(change)),
    });
  }

  readsOf(device: DriverDevice): PollRead<BacnetRequest>[] {
    return readsOf(device);
  }

  readOne(device: DriverDevice, driverPoint: DriverPoint): BacnetRequest {
    const [object] = objectsOf([driverPoint], device);
    return { kind: 'single', objects: [object!] };
  }

  async read(
    link: BacnetLink,
    device: DriverDevice,
    request: BacnetRequest,
  ): Promise<ReadAnswer<BacnetRequest>> {
    if (request.kind === 'subscribe') return this.#subscribe(link, device, request.object);
    const place = placeOf(device);
    const answer =
      request.kind === 'multiple'
        ? await link.readMultiple(
            place,
            request.objects.map(({ object }) => object),
            valueIds,
          )
        : await readSingle(link, place, request.objects[0].object);
    if (!answer.ok) {
      const instead = answer.failure.kind === 'refused' ? smallerReads(request) : undefined;
      return { ok: false, failure: answer.failure, ...(instead ? { instead } : {}) };
    }
    const got: Got[] = [];
    for (const objectPoints of request.objects) {
      const values = await withReliability(link, place, valuesOf(answer.value, objectPoints.object));
      this.#remember(objectPoints, values);
      for (const driverPoint of objectPoints.points) got.push(gotOf(driverPoint, values));
    }
    const periodMs = this.#slowPeriodMs(device, request.objects);
    return { ok: true, got, ...(periodMs === null ? {} : { periodMs }) };
  }

  plannedWrite(device: DriverDevice, point: Point, value: number): PlannedWrite<BacnetLink> {
    const address = point.address as BacnetPointAddress;
    const encoded = encodeValue(address, value);
    if (!encoded) {
      const detail = `${value} cannot be put into ${address.object} ${address.instance}`;
      return { ok: false, reason: 'value-out-of-range', detail };
    }
    const { offset } = device.device.address as BacnetDevice;
    const { priority } = device.model.settings as BacnetModel;
    const send = async (link: BacnetLink): Promise<WriteAnswer> => {
      const answer = await link.write(placeOf(device), objectOf(address, offset), encoded, priority);
      return answer.ok ? { ok: true } : answer;
    };
    return { ok: true, send };
  }

  async #subscribe(
    link: BacnetLink,
    device: DriverDevice,
    object: ObjectId,
  ): Promise<ReadAnswer<BacnetRequest>> {
    const { covLifetimeS } = device.model.settings as BacnetModel;
    const answer = await link.subscribe(placeOf(device), object, subscriberId, covLifetimeS);
    const told = this.#told.get(device)!;
    if (answer.ok) told.add(objectKey(object));
    else told.delete(objectKey(object));
    return answer.ok ? { ok: true, got: [] } : { ok: false, failure: answer.failure };
  }

  /** Null where a change of one of them is not told. */
  #slowPeriodMs(device: DriverDevice, objects: readonly ObjectPoints[]): number | null {
    const told = this.#told.get(device)!;
    if (objects.some(({ object }) => !told.has(objectKey(object)))) return null;
    const points = objects.flatMap((it) => it.points.map(({ point }) => point));
    const slowMs = Math.min(...points.map(({ heartbeatMs }) => heartbeatMs / checksPerHeartbeat));
    return Math.max(slowMs, ...points.map(({ periodMs }) => periodMs ?? 0));
  }

  #gotOfChange({ deviceInstance, object, values }: Change): Got[] {
    return this.#devices
      .filter(({ device }) => (device.address as BacnetDevice).instance === deviceInstance)
      .flatMap((device) => objectsOf(device.points, device))
      .filter((it) => objectKey(it.object) === objectKey(object))
      .flatMap(({ points }) =>
        points.map((driverPoint) => gotOf(driverPoint, this.#withRemembered(driverPoint, values))),
      );
  }

  #remember({ points }: ObjectPoints, values: ReadonlyMap<number, PropertyValue>): void {
    const reliability = values.get(properties.reliability);
    for (const driverPoint of points) {
      if (reliability) this.#reliabilities.set(driverPoint, reliability);
      else this.#reliabilities.delete(driverPoint);
    }
  }

  #withRemembered(
    driverPoint: DriverPoint,
    values: ReadonlyMap<number, PropertyValue>,
  ): ReadonlyMap<number, PropertyValue> {
    const reliability = this.#reliabilities.get(driverPoint);
    return reliability && isFaulty(values)
      ? new Map([...values, [properties.reliability, reliability]])
      : values;
  }
}

function placeOf({ device }: DriverDevice): Place {
  return device.address as BacnetDevice;
}

/** Present value and status flags one after the other; an object without flags is well. */
async function readSingle(
  link: BacnetLink,
  place: Place,
  object: ObjectId,
): Promise<LinkAnswer<ObjectValues[]>> {
  const present = await link.readOne(place, object, properties.presentValue);
  if (!present.ok) return present;
  const values = new Map([[properties.presentValue as number, present.value]]);
  const flags = await link.readOne(place, object, properties.statusFlags);
  if (flags.ok) values.set(properties.statusFlags, flags.value);
  else if (flags.failure.kind !== 'refused') return flags;
  return { ok: true, value: [{ object, values }] };
}

/** What a faulty object says of its fault, where it says anything. */
async function withReliability(
  link: BacnetLink,
  place: Place,
  { object, values }: ObjectValues,
): Promise<ReadonlyMap<number, PropertyValue>> {
  if (!isFaulty(values)) return values;
  const reliability = await link.readOne(place, object, properties.reliability);
  return reliability.ok ? new Map([...values, [properties.reliability, reliability.value]]) : values;
}

const presentable: ReadonlySet<number> = new Set(Object.values(tags));

/** What came of an object; properties that came as errors are left out. */
function valuesOf(all: readonly ObjectValues[], object: ObjectId): ObjectValues {
  const found = all.find((it) => objectKey(it.object) === objectKey(object));
  const values = [...(found?.values ?? [])].filter(([, { tag }]) => presentable.has(tag));
  return { object, values: new Map(values) };
}
