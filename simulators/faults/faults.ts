// Faults that are set from outside: an endpoint or a device falls silent, answers garbage or answers late; or a device is
// stuck: it takes orders and reads them back, and nothing moves.

export const faultModes = ['none', 'silent', 'garbage', 'slow', 'stuck'] as const;
export type FaultMode = (typeof faultModes)[number];

export interface Fault {
  readonly mode: FaultMode;
  /** Extra time before an answer or message; of `slow` only. */
  readonly delayMs: number;
}

const noFault: Fault = { mode: 'none', delayMs: 0 };

export interface FaultListing {
  readonly endpoints: Readonly<Record<string, Fault>>;
  readonly devices: Readonly<Record<string, Fault>>;
}

export class Faults {
  readonly #endpoints = new Map<string, Fault>();
  readonly #devices = new Map<string, Fault>();
  readonly #listeners = new Set<() => void>();

  setEndpoint(endpointId: string, fault: Fault): void {
    this.#set(this.#endpoints, endpointId, fault);
  }

  setDevice(deviceId: string, fault: Fault): void {
    this.#set(this.#devices, deviceId, fault);
  }

  endpoint(endpointId: string): Fault {
    return this.#endpoints.get(endpointId) ?? noFault;
  }

  /** The fault of a device: its own, else its endpoint's. */
  device(deviceId: string, endpointId: string): Fault {
    return this.#devices.get(deviceId) ?? this.endpoint(endpointId);
  }

  clear(): void {
    this.#endpoints.clear();
    this.#devices.clear();
    this.#tell();
  }

  list(): FaultListing {
    return { endpoints: Object.fromEntries(this.#endpoints), devices: Object.fromEntries(this.#devices) };
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #set(into: Map<string, Fault>, id: string, fault: Fault): void {
    if (fault.mode === 'none') into.delete(id);
    else into.set(id, fault);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
