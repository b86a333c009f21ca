// Which requests bring a device's points: many objects in one where the device can, in parts that its answers can hold,
// and a subscription an object where it tells changes.
import type { DriverDevice, DriverPoint } from '../driver.ts';
import type { PollRead } from '../polling/dialect.ts';
import { type ObjectId, objectKey } from './objects.ts';
import type { BacnetDevice, BacnetModel, BacnetPointAddress } from './settings.ts';
import { objectOf } from './values.ts';

/** For a point that names no period. */
const defaultPeriodMs = 5_000;
/** An object in an answer: its identifier, its present value and its status flags with their tags. */
const objectBytes = 26;
/** Present values that are texts are longer. */
const textBytes = 64;
/** Of the answer's own head. */
const headBytes = 10;
/** A subscription is renewed when a third of it is over: two more attempts fit before it ends. */
const renewalShare = 1 / 3;

export interface ObjectPoints {
  readonly object: ObjectId;
  readonly points: readonly DriverPoint[];
}

export type BacnetRequest =
  | { readonly kind: 'multiple'; readonly objects: readonly ObjectPoints[] }
  | { readonly kind: 'single'; readonly objects: readonly [ObjectPoints] }
  | { readonly kind: 'subscribe'; readonly object: ObjectId };

type Read = PollRead<BacnetRequest>;

export function readsOf(device: DriverDevice): Read[] {
  const { readMultiple, maxApdu, cov, covLifetimeS } = device.model.settings as BacnetModel;
  const objects = objectsOf(device.points, device);
  const subscriptions = objects.map(
    ({ object }): Read => ({
      points: [],
      periodMs: covLifetimeS * 1_000 * renewalShare,
      request: { kind: 'subscribe', object },
    }),
  );
  const values = readMultiple ? multipleReads(objects, maxApdu) : objects.map(singleRead);
  return cov ? [...values, ...subscriptions] : values;
}

/** Points of one object share what is asked of it. */
export function objectsOf(points: readonly DriverPoint[], { device }: DriverDevice): ObjectPoints[] {
  const { offset } = device.address as BacnetDevice;
  const idOf = ({ point }: DriverPoint): ObjectId => objectOf(point.address as BacnetPointAddress, offset);
  const byKey = Map.groupBy(points, (it) => objectKey(idOf(it)));
  return [...byKey.values()].map((sharing) => ({ object: idOf(sharing[0]!), points: sharing }));
}

/** What asks for the same in smaller parts; undefined where it is one property already. */
export function smallerReads(request: BacnetRequest): Read[] | undefined {
  if (request.kind !== 'multiple') return undefined;
  const { objects } = request;
  if (objects.length === 1) return objects.map(singleRead);
  const half = Math.ceil(objects.length / 2);
  return [objects.slice(0, half), objects.slice(half)].map(multipleRead);
}

function multipleReads(objects: readonly ObjectPoints[], maxApdu: number): Read[] {
  const byPeriod = Map.groupBy(objects, periodOf);
  return [...byPeriod.values()].flatMap((alike) => {
    const parts: ObjectPoints[][] = [];
    let left = 0;
    for (const object of alike) {
      const bytes = bytesOf(object);
      if (bytes > left) {
        parts.push([]);
        left = maxApdu - headBytes;
      }
      parts.at(-1)!.push(object);
      left -= bytes;
    }
    return parts.map(multipleRead);
  });
}

function multipleRead(objects: readonly ObjectPoints[]): Read {
  return pollRead(objects, { kind: 'multiple', objects });
}

function singleRead(object: ObjectPoints): Read {
  return pollRead([object], { kind: 'single', objects: [object] });
}

function pollRead(objects: readonly ObjectPoints[], request: BacnetRequest): Read {
  return {
    points: objects.flatMap(({ points }) => points),
    periodMs: Math.min(...objects.map(periodOf)),
    request,
  };
}

function periodOf({ points }: ObjectPoints): number {
  return Math.min(...points.map(({ point }) => point.periodMs ?? defaultPeriodMs));
}

function bytesOf({ points }: ObjectPoints): number {
  return points.some(({ point }) => point.quantity === 'text') ? objectBytes + textBytes : objectBytes;
}
