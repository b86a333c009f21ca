// What a session needs of a connection, whatever carries the bytes: requests with their answers, and how it ended.
// Framing is the links' (tcp-link.ts, rtu-link.ts); connecting again is the session's work.
import type { Answer, Failure } from './answer.ts';
import type { Request } from './messages.ts';

/** How a connection came to its end. */
export interface Ending {
  readonly failure: Failure;
  /** `spoilt`: bytes came after a request that leave the stream unreadable; `lost`: it broke or never came about. */
  readonly kind: 'spoilt' | 'lost' | 'doubted';
  /** The unit it is held against: the one that was asked. Null where it cannot be told. */
  readonly culprit: number | null;
}

export interface LinkListener {
  /** Answers or timeouts were handed over: something else may be asked. */
  onFree(): void;
  /** An open connection ended; every request has failed by then. */
  onLost(): void;
  /** A unit answered after its time was over. */
  onLate(unit: number): void;
}

/** Gets the answer's body (unit, function, content); the bytes are the link's and stand until the call returns. */
export type Settle = (answer: Answer<Buffer>) => void;

export interface ModbusLink {
  readonly isOpen: boolean;
  /** Requests without an answer so far. */
  readonly inFlight: number;
  /** Why there is no connection any more. */
  readonly ending: Ending;
  /** Whether it came about. Called once; never rejects. */
  connect(): Promise<boolean>;
  /** Takes a request; it leaves with `flush`. Every trouble is an answer, given once. */
  ask(request: Request, timeoutMs: number, settle: Settle): void;
  /** Sends what was asked since the last time. */
  flush(): void;
  /** Ends the connection; waiting requests fail. */
  drop(why: string, kind?: 'lost' | 'doubted'): void;
  /** Resolves when socket or port are free again; `drop` comes before. */
  closed(): Promise<void>;
}

export function lostEnding(detail: string): Ending {
  return { failure: { kind: 'lost', detail }, kind: 'lost', culprit: null };
}
