// Sends what waits in the two logs: oldest first, at a steady pace, marked historical. Live values overtake it.
import type { Clock } from '@campus/runtime';
import { decodeJournalEntry } from '../commands/journal.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { decodeSample, type StoredSample } from '../sampling/sample-record.ts';
import { BacklogLine } from './backlog-line.ts';
import type { NodeLink, Publisher } from './publisher.ts';

const turnEveryMs = 100;
/** At most this many messages a turn, so that a long backlog never crowds out what is live. */
const messagesATurn = 20;
/** With more than this waiting in the connection the backlog pauses. */
const mostBytesWaiting = 262_144;

export interface BacklogOptions {
  readonly samples: Outbox;
  readonly journal: Outbox;
  readonly publisher: Publisher;
  readonly clock: Clock;
  node(): NodeLink;
}

export class Backlog {
  readonly #options: BacklogOptions;
  readonly #samples: BacklogLine<StoredSample>;
  readonly #journal: BacklogLine<string>;
  #isTurning = false;
  #stop: (() => void) | null = null;

  constructor(options: BacklogOptions) {
    const { publisher, clock } = options;
    const mayGoOn = (): boolean => this.#mayGoOn();
    this.#options = options;
    this.#samples = new BacklogLine({
      outbox: options.samples,
      clock,
      mayGoOn,
      read: (bytes) => {
        const sample = decodeSample(bytes);
        return sample && { deviceId: sample.pointId.slice(0, sample.pointId.indexOf('/')), content: sample };
      },
      publish: (deviceId, samples, positions) =>
        publisher.publishSamples(deviceId, samples, positions, 'historical'),
    });
    this.#journal = new BacklogLine({
      outbox: options.journal,
      clock,
      mayGoOn,
      read: (bytes) => {
        const entry = decodeJournalEntry(bytes);
        return entry && { deviceId: '', content: JSON.stringify(entry.report) };
      },
      publish: (_node, reports, positions) => publisher.publishReports(reports, positions, true),
    });
  }

  start(): void {
    this.#stop = this.#options.clock.every(turnEveryMs, () => void this.#turn());
  }

  /** The node was born anew: all that is not acknowledged is sent again. */
  restart(): void {
    this.#samples.restart();
    this.#journal.restart();
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async #turn(): Promise<void> {
    if (this.#isTurning || !this.#mayGoOn()) return;
    this.#isTurning = true;
    try {
      const reports = await this.#journal.send(messagesATurn);
      const samples = await this.#samples.send(messagesATurn - reports);
      if (reports + samples === 0) this.#options.publisher.endBacklog();
    } finally {
      this.#isTurning = false;
    }
  }

  #mayGoOn(): boolean {
    const node = this.#options.node();
    return node.isBorn && node.bufferedBytes < mostBytesWaiting;
  }
}
