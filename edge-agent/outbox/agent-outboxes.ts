// The agent's two logs in their folder: samples, bounded, losing the oldest when full; the journal, with room of its own.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { GatewayBooks } from '@campus/campus-model';
import type { Clock, Log } from '@campus/runtime';
import { type Disk, realDisk } from './disk.ts';
import { composeBooks } from './gateway-books.ts';
import { LogKeeper } from './log-keeper.ts';
import { Outbox } from './outbox.ts';
import { Reserve } from './reserve.ts';

/** Some 40 million samples of the usual kind: three days of 500 points every 5 s, and more. */
const mostSampleBytes = 480_000_000;
const sampleSegmentBytes = 4_194_304;
/** For commands and alarms: some 50,000 reports. */
const mostJournalBytes = 16_777_216;
const journalSegmentBytes = 1_048_576;
/** Runs of the journal that are named; commands are settled within seconds. */
const mostJournalIds = 64;
const noPreamble = new Uint8Array();

export interface AgentOutboxesOptions {
  readonly folder: string;
  /** What blocks of samples cannot be read without: the run's point ids. */
  readonly names: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly disk?: Disk;
  dayOf(ms: number): string;
}

export class AgentOutboxes {
  readonly samples: Outbox;
  readonly journal: Outbox;
  readonly #sampleKeeper: LogKeeper;

  constructor({ folder, names, clock, log, disk = realDisk, dayOf }: AgentOutboxesOptions) {
    const room = new Reserve(disk, join(folder, 'reserve'), () => clock.monotonic());
    const newId = (): string => randomBytes(8).toString('hex');
    this.#sampleKeeper = new LogKeeper({
      log: {
        folder: join(folder, 'samples'),
        segmentBytes: sampleSegmentBytes,
        mostBytes: mostSampleBytes,
        whenFull: 'drop-oldest',
        preamble: names,
        newId,
        dayOf,
      },
      reserve: { whose: 'of-another', room },
      clock,
      disk,
    });
    const journalKeeper = new LogKeeper({
      log: {
        folder: join(folder, 'journal'),
        segmentBytes: journalSegmentBytes,
        mostBytes: mostJournalBytes,
        whenFull: 'refuse',
        preamble: noPreamble,
        newId,
        dayOf,
      },
      reserve: { whose: 'own', room },
      clock,
      disk,
    });
    this.samples = new Outbox('samples', this.#sampleKeeper, { clock, log });
    this.journal = new Outbox('journal', journalKeeper, { clock, log });
  }

  /** Opens both. A disk that fails is tried again by `tend`. */
  async open(): Promise<void> {
    await Promise.all([this.samples.open(), this.journal.open()]);
    await this.tend();
  }

  /** Tries again what failed, writes down what has changed. Call it now and then. */
  async tend(): Promise<void> {
    await Promise.all([this.samples.tend(), this.journal.tend()]);
  }

  /** The names of the samples' blocks: the former list with new ones behind it. */
  setNames(names: Uint8Array): Promise<void> {
    return this.#sampleKeeper.setPreamble(names);
  }

  /** Takes an acknowledgement; it is about one of the two. */
  acknowledge(text: string): void {
    this.samples.acknowledge(text);
    this.journal.acknowledge(text);
  }

  /** Ids of the runs whose records stand on the disk; of each log newest last. */
  get ids(): readonly string[] {
    return [...this.journal.ids.slice(-mostJournalIds), ...this.samples.ids];
  }

  /** The books of the samples. */
  books(): GatewayBooks {
    return composeBooks(this.samples.log?.ledger ?? null, this.#sampleKeeper.losses);
  }

  async close(): Promise<void> {
    await Promise.all([this.samples.close(), this.journal.close()]);
  }
}
