// What has been told of each point, so that a connection that broke leaves no gap and tells nothing twice: values that are
// known are said to be still so, those that changed meanwhile come with their own times.
import { isDeepStrictEqual } from 'node:util';
import { type StatusName, status } from '@campus/campus-model/plain';
import type { Clock } from '@campus/runtime';
import { DataType, type DataValue } from 'node-opcua';
import type { DriverDevice } from '../driver.ts';
import type { RepeatingSink } from '../repeating-sink.ts';
import { type Decoded, decode } from './codec.ts';
import type { Item } from './item.ts';

/** InfoBits of a data value before which others were dropped (OPC 10000-4, 7.39). */
const overflow = 0x0480;

interface Known {
  readonly item: Item;
  /** As the server said it last. */
  last: DataValue | null;
  /** Read after an outage; the server may yet notify the same. */
  read: DataValue | null;
  /** The first notification of a new subscription may be what is known. */
  mayRepeat: boolean;
  /** Built-in type of its values; null while none has been seen. */
  type: DataType | null;
  /** Another type, of which one notification was; null while there is no doubt. */
  doubt: DataType | null;
  /** The server does not show it: there is nothing to wait for. */
  isRefused: boolean;
  /** When the point was said to be missing; null while it has a value. */
  missingAtMs: number | null;
}

interface DeviceState {
  isOnline: boolean;
  reason: StatusName;
}

export class Told {
  readonly #sink: RepeatingSink;
  readonly #clock: Clock;
  readonly #devices: readonly DriverDevice[];
  readonly #known: readonly Known[];
  readonly #states = new Map<string, DeviceState>();
  /** By device: how many of its variables the server does not have. */
  readonly #refusals = new Map<string, number>();
  readonly #onOverflow: () => void;
  #isClosed = false;

  /** `onOverflow`: the server's queue was too short for what changed. */
  constructor(
    devices: readonly DriverDevice[],
    items: readonly Item[],
    sink: RepeatingSink,
    clock: Clock,
    onOverflow: () => void,
  ) {
    this.#devices = devices;
    this.#sink = sink;
    this.#clock = clock;
    this.#onOverflow = onOverflow;
    const nothing = {
      last: null,
      read: null,
      mayRepeat: false,
      type: null,
      doubt: null,
      isRefused: false,
      missingAtMs: null,
    };
    this.#known = items.map((item) => ({ item, ...nothing }));
  }

  close(): void {
    this.#isClosed = true;
  }

  /** The server notifies a change. False, and nothing told, where a read has to show first whether the type changed. */
  notified(number: number, data: DataValue): boolean {
    const known = this.#known[number]!;
    if (!this.isOfType(number, data)) {
      known.doubt = typeOf(data);
      return false;
    }
    known.type ??= typeOf(data);
    this.#changed(known, data);
    return true;
  }

  /** False for a value of another type than the variable's values had so far. */
  isOfType(number: number, data: DataValue): boolean {
    const [known, type] = [this.#known[number]!.type, typeOf(data)];
    return type === null || known === null || type === known;
  }

  /** A value that was read because a notification was of another type: two that agree are believed. */
  readForType(number: number, data: DataValue): void {
    const known = this.#known[number]!;
    const type = typeOf(data);
    if (type !== known.type && type !== known.doubt) return;
    known.type = type;
    known.doubt = null;
    if (known.last && isSame(known.last, data)) return;
    known.read = data;
    this.#tell(known, data);
  }

  #changed(known: Known, data: DataValue): void {
    if ((data.statusCode.value & overflow) === overflow) this.#onOverflow();
    if (known.mayRepeat) {
      known.mayRepeat = false;
      if (known.last && isSame(known.last, data)) {
        this.#stillSo(known);
        return;
      }
    }
    if (known.read && isSame(known.read, data)) {
      known.read = null;
      return;
    }
    this.#tell(known, data);
  }

  /** A value that was asked for after an outage, of a point that is missing. */
  readAfterOutage(number: number, data: DataValue): void {
    const known = this.#known[number]!;
    if (known.missingAtMs === null || !this.isOfType(number, data)) return;
    if (known.last && isSame(known.last, data)) {
      this.#stillSo(known);
      return;
    }
    known.read = data;
    this.#tell(known, data);
  }

  /** A new subscription begins: each variable's first notification is its present value, of the type that it has. */
  beginAnew(present: readonly (DataValue | null)[]): void {
    this.#refusals.clear();
    this.#known.forEach((known, index) => {
      const data = present[index];
      known.mayRepeat = true;
      known.read = null;
      known.isRefused = false;
      known.type = data ? typeOf(data) : null;
    });
  }

  /** Items whose points are said to be missing although the server has their variables. */
  get missing(): Item[] {
    return this.#known
      .filter((it) => it.missingAtMs !== null && it.item.node !== null && !it.isRefused)
      .map(({ item }) => item);
  }

  /** All devices are gone, for one reason; said once for each reason. */
  allMissing(reason: StatusName): void {
    for (const { device } of this.#devices) {
      const state = this.#states.get(device.id);
      if (state?.isOnline === false && state.reason === reason) continue;
      for (const known of this.#of(device.id)) if (known.item.node !== null) this.#miss(known, reason);
      this.#setState(device.id, false, reason);
    }
  }

  /** The server does not have this variable. A device none of whose variables it has is offline. */
  refused({ number, driverPoint }: Item): void {
    const known = this.#known[number]!;
    known.isRefused = true;
    this.#miss(known, 'configurationError');
    const { deviceId } = driverPoint.point;
    const refused = (this.#refusals.get(deviceId) ?? 0) + 1;
    this.#refusals.set(deviceId, refused);
    const watched = this.#of(deviceId).filter(({ item }) => item.node !== null);
    if (refused === watched.length) this.#setState(deviceId, false, 'configurationError');
  }

  /** A command went through that no variable of its own tells of. */
  commanded({ number, node }: Item, value: number): void {
    if (node !== null || this.#isClosed) return;
    const { driverPoint } = this.#known[number]!.item;
    this.#sink.sample(driverPoint.index, this.#clock.now(), value, status.good);
  }

  #of(deviceId: string): Known[] {
    return this.#known.filter(({ item }) => item.driverPoint.point.deviceId === deviceId);
  }

  #tell(known: Known, data: DataValue): void {
    const { missingAtMs } = known;
    const got = this.#decoded(known, data);
    known.last = data;
    known.missingAtMs = null;
    this.#say(known, got);
    // It is older than the word that it was missing, so that word would stand.
    if (missingAtMs !== null && got.timeMs <= missingAtMs) this.#say(known, this.#now(got));
  }

  #stillSo(known: Known): void {
    if (known.missingAtMs === null || !known.last) return;
    known.missingAtMs = null;
    this.#say(known, this.#now(this.#decoded(known, known.last)));
  }

  #decoded({ item }: Known, data: DataValue): Decoded {
    return decode(item.driverPoint.point, item.scale, data, this.#clock.now());
  }

  #now(got: Decoded): Decoded {
    return { ...got, timeMs: this.#clock.now() };
  }

  #say({ item }: Known, { timeMs, value, status: code, text }: Decoded): void {
    if (this.#isClosed) return;
    const { index, point } = item.driverPoint;
    this.#setState(point.deviceId, true, 'good');
    this.#sink.sample(index, timeMs, value, code, text);
  }

  #miss(known: Known, reason: StatusName): void {
    if (this.#isClosed) return;
    known.missingAtMs = this.#clock.now();
    this.#sink.sample(known.item.driverPoint.index, known.missingAtMs, Number.NaN, status[reason]);
  }

  #setState(deviceId: string, isOnline: boolean, reason: StatusName): void {
    const before = this.#states.get(deviceId);
    if ((before?.isOnline === isOnline && before.reason === reason) || this.#isClosed) return;
    this.#states.set(deviceId, { isOnline, reason });
    this.#sink.deviceState(deviceId, isOnline, reason);
  }
}

/** Null for one without a value. */
function typeOf({ value }: DataValue): DataType | null {
  return value === undefined || value === null || value.dataType === DataType.Null ? null : value.dataType;
}

/** The same value of the same time. Without a time of its source nobody can tell. */
function isSame(a: DataValue, b: DataValue): boolean {
  const [aMs, bMs] = [a.sourceTimestamp?.getTime(), b.sourceTimestamp?.getTime()];
  return (
    aMs !== undefined &&
    aMs === bMs &&
    a.sourcePicoseconds === b.sourcePicoseconds &&
    a.statusCode.value === b.statusCode.value &&
    a.value?.dataType === b.value?.dataType &&
    isDeepStrictEqual(a.value?.value, b.value?.value)
  );
}
