// The driver contract: what the edge agent gives a driver and gets from it. Knows no protocol.
import type {
  Device,
  DeviceModel,
  Endpoint,
  ErrorCode,
  Point,
  Protocol,
  StatusName,
} from '@campus/campus-model';
import type { Clock, Log, Random } from '@campus/runtime';
import type { z } from 'zod';

export interface DriverPoint {
  /** The caller's number for the point; samples carry it. */
  readonly index: number;
  readonly point: Point;
}

export interface DriverDevice {
  readonly device: Device;
  readonly model: DeviceModel;
  readonly points: readonly DriverPoint[];
}

/** One endpoint with the devices that are reached through it. */
export interface EndpointPlan {
  readonly endpoint: Endpoint;
  readonly devices: readonly DriverDevice[];
}

export interface DriverSink {
  /**
   * A value in the point's unit at `timeMs` (UTC). NaN is a missing value; a text point has NaN and its text.
   * `status` is an OPC UA StatusCode. Every value that is read is handed over; thinning out is the caller's work.
   * Where the protocol tells changes only, an unchanged value is said again within each heartbeat.
   */
  sample(index: number, timeMs: number, value: number, status: number, text?: string): void;
  /** Called on change only; until the first call the state is unknown. */
  deviceState(deviceId: string, isOnline: boolean, reason: StatusName): void;
}

export type WriteResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: ErrorCode;
      readonly detail: string;
      /** The order left and no word came back of it: only a readback can tell whether it was obeyed. */
      readonly mayHaveActed?: boolean;
    };

/** What the device itself says of a point; `value` NaN where it says nothing. */
export interface Reading {
  readonly value: number;
  readonly status: number;
}

/** One request of a poll plan. Columns are the protocol's own: where, how much, how often. */
export type PlanRow = Readonly<Record<string, string | number>>;

export interface DriverSession {
  /** Connects and goes on connecting; never throws for operating trouble. */
  start(): void;
  /**
   * Writes a value in the point's unit. Range and step were judged by the caller, encoding limits are judged here. What
   * has to wait for its turn and has not left by `notAfterMs` (of the context's monotonic clock) never leaves: `tooLate`.
   */
  write(point: Point, value: number, notAfterMs?: number): Promise<WriteResult>;
  /** Asks the device anew where the protocol can (readback). Never rejects. */
  read(point: Point): Promise<Reading>;
  /** What it asks for and how often, a request a row, for people; where the protocol polls. */
  plan?(): readonly PlanRow[];
  /** Ends sockets and timers; nothing is called on the sink afterwards. */
  close(): Promise<void>;
}

export interface DriverContext {
  readonly clock: Clock;
  readonly log: Log;
  /** Jitter of reconnects; `Math.random` where left out. */
  readonly random?: Random;
  /** Where a driver may keep files (OPC UA certificates); a private folder of the system's temporary one where left out. */
  readonly folder?: string;
}

/** What may be said of a protocol's endpoints, devices, models and points. */
export interface DriverSchemas {
  readonly endpointSchema: z.ZodType;
  readonly deviceAddressSchema: z.ZodType;
  readonly modelSettingsSchema: z.ZodType;
  readonly pointAddressSchema: z.ZodType;
}

/**
 * Opens a session on settings and addresses that are as the schemas give them, defaults filled in (settled-plan.ts).
 * Opens no socket before `start`.
 */
export type OpenSession = (plan: EndpointPlan, sink: DriverSink, context: DriverContext) => DriverSession;

export interface Driver extends DriverSchemas {
  readonly protocol: Protocol;
  /** Settings as they are written; throws where they do not pass the schemas. */
  readonly open: OpenSession;
}
