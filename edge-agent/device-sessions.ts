// One driver session an endpoint, each by itself: a silent device or a driver that will not load delays no other.
import type { Protocol } from '@campus/campus-model';
import type { DriverSession, DriverSink, EndpointPlan, OpenSession } from '@campus/device-drivers/sessions';
import { type Clock, type Log, TroubleLog } from '@campus/runtime/plain';

export interface DeviceSessionsOptions {
  readonly sink: DriverSink;
  /** Where drivers may keep files of their own. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  loadSessions(protocol: Protocol): Promise<OpenSession>;
}

export class DeviceSessions {
  readonly #options: DeviceSessionsOptions;
  readonly #trouble: TroubleLog;
  readonly #byDevice = new Map<string, DriverSession>();
  readonly #sessions = new Map<string, DriverSession>();
  #isClosed = false;

  constructor(options: DeviceSessionsOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
  }

  /** Opens and starts sessions; resolves when each is started or given up. Connecting goes on by itself. */
  async open(endpoints: readonly EndpointPlan[]): Promise<void> {
    await Promise.all(endpoints.map((plan) => this.#open(plan)));
  }

  /** Ends the sessions of endpoints: whatever they held is free when this resolves. */
  async end(endpointIds: readonly string[]): Promise<void> {
    const ended = endpointIds.flatMap((id) => this.#sessions.get(id) ?? []);
    for (const id of endpointIds) this.#sessions.delete(id);
    for (const [deviceId, session] of this.#byDevice)
      if (ended.includes(session)) this.#byDevice.delete(deviceId);
    await Promise.allSettled(ended.map((session) => session.close()));
  }

  /** The session that reaches a device; null where its endpoint could not be opened. */
  of(deviceId: string): DriverSession | null {
    return this.#byDevice.get(deviceId) ?? null;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#sessions.values()].map((session) => session.close()));
  }

  /** Wrong settings are found by `campus check`; here they leave this endpoint's devices bad and the rest alone. */
  async #open(plan: EndpointPlan): Promise<void> {
    const { loadSessions, sink, folder, clock, log } = this.#options;
    const { id, protocol } = plan.endpoint;
    try {
      const openSession = await loadSessions(protocol);
      if (this.#isClosed) return;
      const session = openSession(plan, sink, { folder, clock, log });
      this.#sessions.set(id, session);
      for (const { device } of plan.devices) this.#byDevice.set(device.id, session);
      session.start();
    } catch (error) {
      this.#trouble.lost(`endpoint ${id}`, error instanceof Error ? error.message : String(error));
      for (const { device } of plan.devices) sink.deviceState(device.id, false, 'configurationError');
    }
  }
}
