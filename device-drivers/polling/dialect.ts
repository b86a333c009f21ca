// What a protocol brings to a polled session: its connection, its requests, and what their answers mean.
import type { ErrorCode, Point, StatusName } from '@campus/campus-model';
import type { DriverDevice, DriverPoint, Reading } from '../driver.ts';

export interface Failure {
  /**
   * `timeout`: nothing came; `garbled`: what came is no answer; `lost`: there is no connection any more;
   * `refused`: the device does not have it; `failed`: the device has it and cannot give it now.
   */
  readonly kind: 'timeout' | 'garbled' | 'lost' | 'refused' | 'failed';
  readonly detail: string;
}

/** What became of one point. */
export interface Got {
  readonly driverPoint: DriverPoint;
  readonly reading: Reading;
  /** Of a text point. */
  readonly text?: string;
}

/** A request that brings the values of some points, or keeps a subscription alive (no points). */
export interface PollRead<R> {
  readonly points: readonly DriverPoint[];
  readonly periodMs: number;
  readonly request: R;
}

export type ReadAnswer<R> =
  | { readonly ok: true; readonly got: readonly Got[]; readonly periodMs?: number }
  /** `instead`: the device refused this request; these ask for the same in smaller parts. */
  | { readonly ok: false; readonly failure: Failure; readonly instead?: readonly PollRead<R>[] };

export type WriteAnswer = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/** What must be asked to write a value; or why it cannot be. */
export type PlannedWrite<L> =
  | { readonly ok: true; send(link: L): Promise<WriteAnswer> }
  | { readonly ok: false; readonly reason: ErrorCode; readonly detail: string };

/** A connection. Requests go one at a time; trouble is an answer. */
export interface PollLink {
  readonly isOpen: boolean;
  /** Why it is not open (any more). */
  readonly lossDetail: string;
  connect(): Promise<boolean>;
  close(): Promise<void>;
}

export interface LinkEvents {
  onLost(): void;
  /** Values that came unasked. */
  onGot(got: readonly Got[]): void;
}

export interface Dialect<L extends PollLink, R> {
  /** How long an answer may take: what a probe of a silent device costs the others. */
  readonly timeoutMs: number;
  newLink(events: LinkEvents): L;
  /** The requests that bring a device's points. */
  readsOf(device: DriverDevice): PollRead<R>[];
  read(link: L, device: DriverDevice, request: R): Promise<ReadAnswer<R>>;
  /** The request that reads one point afresh. */
  readOne(device: DriverDevice, driverPoint: DriverPoint): R;
  plannedWrite(device: DriverDevice, point: Point, value: number): PlannedWrite<L>;
}

/** No sign of sense from the device. */
export function countsAgainst({ kind }: Failure): boolean {
  return kind === 'timeout' || kind === 'garbled' || kind === 'lost';
}

const statusNames: Record<Failure['kind'], StatusName> = {
  timeout: 'timeout',
  garbled: 'communicationError',
  lost: 'notConnected',
  refused: 'configurationError',
  failed: 'deviceFailure',
};

/** Quality of the points that a request was to bring. */
export function statusNameOf({ kind }: Failure): StatusName {
  return statusNames[kind];
}

const writeErrors: Record<Failure['kind'], ErrorCode> = {
  timeout: 'device-silent',
  garbled: 'device-answer-garbled',
  lost: 'device-silent',
  refused: 'command-refused-by-device',
  failed: 'command-refused-by-device',
};

/** Why a write failed, as a person is told. */
export function writeErrorOf({ kind }: Failure): ErrorCode {
  return writeErrors[kind];
}
