// Which gateways and devices are on the air, as births and deaths say; tells once a moment what has changed.
import type { Campus, GatewayStatus } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { PointBook } from './point-book.ts';

/** A gateway's birth brings a birth of each of its devices: one notice for all. */
const gatherMs = 100;

interface Presence {
  isOnline: boolean;
  changedAt: number | null;
  readonly devices: Set<string>;
}

export class GatewayRoster {
  #campus: Campus;
  readonly #book: PointBook;
  readonly #clock: Clock;
  readonly #tell: (all: GatewayStatus[]) => void;
  readonly #presence = new Map<string, Presence>();
  #cancelTimer: (() => void) | null = null;

  constructor(campus: Campus, book: PointBook, clock: Clock, tell: (all: GatewayStatus[]) => void) {
    this.#campus = campus;
    this.#book = book;
    this.#clock = clock;
    this.#tell = tell;
    this.follow(campus);
  }

  /** The campus has changed: what is on the air stays so. */
  follow(campus: Campus): void {
    this.#campus = campus;
    for (const id of this.#presence.keys()) if (!campus.gateways.has(id)) this.#presence.delete(id);
    for (const id of campus.gateways.keys())
      if (!this.#presence.has(id))
        this.#presence.set(id, { isOnline: false, changedAt: null, devices: new Set() });
    for (const { devices } of this.#presence.values())
      for (const id of devices) if (!campus.devices.has(id)) devices.delete(id);
  }

  all(): GatewayStatus[] {
    return [...this.#campus.gateways.values()].map(({ id, name, buildingId }) => {
      const { isOnline, changedAt, devices } = this.#presence.get(id)!;
      const known = this.#book.devicesOf(id).length;
      return { id, name, buildingId, isOnline, changedAt, devicesOnline: devices.size, devices: known };
    });
  }

  /** A birth makes all devices unknown until their own births follow. */
  gatewayCame(gatewayId: string): void {
    this.#gateway(gatewayId, true);
  }

  gatewayWent(gatewayId: string): void {
    if (this.#presence.get(gatewayId)?.isOnline) this.#gateway(gatewayId, false);
  }

  deviceCame(gatewayId: string, deviceId: string): void {
    this.#presence.get(gatewayId)?.devices.add(deviceId);
    this.#changed();
  }

  deviceWent(gatewayId: string, deviceId: string): void {
    if (this.#presence.get(gatewayId)?.devices.delete(deviceId)) this.#changed();
  }

  close(): void {
    this.#cancelTimer?.();
  }

  #gateway(gatewayId: string, isOnline: boolean): void {
    const presence = this.#presence.get(gatewayId);
    if (!presence) return;
    if (presence.isOnline !== isOnline) presence.changedAt = this.#clock.now();
    presence.isOnline = isOnline;
    presence.devices.clear();
    this.#changed();
  }

  #changed(): void {
    this.#cancelTimer ??= this.#clock.after(gatherMs, () => {
      this.#cancelTimer = null;
      this.#tell(this.all());
    });
  }
}
