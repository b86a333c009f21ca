// Answers of queries travel beside the worker's calls: a call is answered in turn, and a long query would hold up the
// commits behind it. The call only hands the query in; its answer comes over a channel of its own.
import { BroadcastChannel } from 'node:worker_threads';
import type { StoredSample } from '../history-store.ts';
import type { BucketQuery, BucketRow } from './history-queries.ts';

export interface Queries {
  buckets: { query: Omit<BucketQuery, 'points'> & { pointIds: readonly string[] }; rows: BucketRow[] };
  samples: {
    query: { pointId: string; fromMs: number; toMs: number; limit: number };
    rows: StoredSample[];
  };
  counts: { query: Record<string, never>; rows: { samples: number; bytes: number } };
}

export type QueryKind = keyof Queries;

export type Answer =
  | { readonly ticket: number; readonly rows: Queries[QueryKind]['rows'] }
  | { readonly ticket: number; readonly error: string; readonly isUnknownPoint: boolean };

/** Queries that wait; one runs at a time, so that commits always find a free thread. */
export const mostWaitingQueries = 100;

export class AnswerChannel {
  readonly #channel: BroadcastChannel;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextTicket = 1;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = (event: { data: unknown }) => {
      const answer = event.data as Answer;
      this.#waiting.get(answer.ticket)?.(answer);
      this.#waiting.delete(answer.ticket);
    };
    this.#channel.unref();
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  expect(): { ticket: number; answer: Promise<Answer> } {
    const ticket = this.#nextTicket++;
    return { ticket, answer: new Promise((resolve) => this.#waiting.set(ticket, resolve)) };
  }

  /** The query was not handed in, or its worker has ended. */
  fail(ticket: number, error: string): void {
    this.#waiting.get(ticket)?.({ ticket, error, isUnknownPoint: false });
    this.#waiting.delete(ticket);
  }

  close(error: string): void {
    for (const ticket of [...this.#waiting.keys()]) this.fail(ticket, error);
    this.#channel.close();
  }
}
