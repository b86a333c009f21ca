// Groups of samples on their way to the disk: one append at a time. Behind one that takes too long the next ones wait and
// are merged, so that a disk whose sync is slow has few large frames to sync; the agent's live values wait for nothing.
import type { PositionRange } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import { frameHeadBytes } from '../outbox/frame.ts';
import type { AppendOutcome, Outbox } from '../outbox/outbox.ts';
import { encodeBlock } from './sample-block.ts';
import { bytesOf, framesOf, type SampleRows } from './sample-rows.ts';

/** A disk that takes longer than this holds live values up no further; while it stalls they wait for nothing. */
const stallMs = 300;
/** Five seconds of the busiest gateway, 80,000 samples a second: a sync that is merely slow loses none. */
const mostSamples = 400_000;
/** The same in memory, and some for texts: past either, new samples are published only. */
const mostBytes = 16_777_216;
export interface DiskQueueOptions {
  readonly outbox: Pick<Outbox, 'append' | 'notKept'>;
  readonly clock: Clock;
  /** The site's day of a time. */
  dayOf(ms: number): string;
}

export class DiskQueue {
  readonly #options: DiskQueueOptions;
  /** What waits for the append that stalls. */
  #waiting: SampleRows[] = [];
  /** Handed over and neither taken nor refused. */
  #samples = 0;
  #bytes = 0;
  #isStalled = false;
  #notDurable = 0;

  constructor(options: DiskQueueOptions) {
    this.#options = options;
  }

  /** Samples that no disk took or will take. */
  get notDurable(): number {
    return this.#notDurable;
  }

  /**
   * The positions of a group once it is durable. Null where the disk refuses it, has been handed too much, or takes too long:
   * then the group is kept later, and waits in the outbox to be sent as backlog. One call at a time.
   */
  async keep(rows: SampleRows): Promise<PositionRange | null> {
    const bytes = bytesOf(rows);
    if (this.#samples + rows.length > mostSamples || this.#bytes + bytes > mostBytes) {
      this.refuse(rows);
      return null;
    }
    this.#samples += rows.length;
    this.#bytes += bytes;
    if (this.#isStalled) {
      this.#waiting.push(rows);
      return null;
    }
    const appended = this.#append(rows);
    const outcome = await Promise.race([appended, this.#stalled(appended)]);
    return outcome?.ok ? outcome.positions : null;
  }

  /** Rows that are to be on no disk. */
  refuse({ length }: SampleRows): void {
    const { clock, dayOf, outbox } = this.#options;
    const nowMs = clock.now();
    this.#notDurable += length;
    outbox.notKept(dayOf(nowMs), length, nowMs, nowMs);
  }

  /** Hands all that waits to the outbox, whose end decides how long a disk is waited for. */
  close(): void {
    for (const rows of framesOf(this.#waiting.splice(0))) void this.#append(rows);
  }

  async #append(rows: SampleRows): Promise<AppendOutcome> {
    const outcome = await this.#options.outbox.append(encodeBlock(rows, frameHeadBytes), rows.length);
    this.#samples -= rows.length;
    this.#bytes -= bytesOf(rows);
    if (!outcome.ok) this.refuse(rows);
    this.#goOn();
    return outcome;
  }

  #goOn(): void {
    this.#waiting = framesOf(this.#waiting);
    const next = this.#waiting.shift();
    if (next) void this.#append(next);
    else if (this.#samples === 0) this.#isStalled = false;
  }

  /** Null once the disk has taken too long. */
  #stalled(appended: Promise<unknown>): Promise<null> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(stallMs, () => {
        this.#isStalled = true;
        resolve(null);
      });
      void appended.then(cancel);
    });
  }
}
