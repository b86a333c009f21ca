// One log as it is kept: opened when the disk lets it, one call after the other, saved once in a while, failures as data.
import type { Clock } from '@campus/runtime';
import { type Disk, isDiskFull, realDisk } from './disk.ts';
import { Losses } from './losses.ts';
import type { Reserve } from './reserve.ts';
import type { Block } from './segment.ts';
import { LogFullError, type ReadBlocks, SegmentLog, type SegmentLogOptions } from './segment-log.ts';

export type LogFailure = {
  readonly ok: false;
  readonly reason: 'full' | 'disk-full' | 'disk-error';
  readonly detail: string;
};

export type Appended = { readonly ok: true; readonly first: number } | LogFailure;

/** A disk that failed is tried again after this, not at every group. */
const reopenAfterMs = 5_000;
/** What changed is written down at most this often; what a crash takes of it is counted anew from the segments. */
const saveEveryMs = 5_000;
/** Days of the books that are kept: 35 closed ones and today. */
const mostDays = 36;
/** A disk that hangs holds the end of the process up no longer than this. */
const mostClosingMs = 3_000;

export interface KeeperOptions {
  readonly log: SegmentLogOptions;
  /** Room for the journal: `own` may be given up for this log, `of-another` must be there for it to write. */
  readonly reserve: { readonly whose: 'own' | 'of-another'; readonly room: Reserve };
  readonly clock: Clock;
  readonly disk?: Disk;
}

export class LogKeeper {
  readonly losses = new Losses();
  #options: KeeperOptions;
  readonly #disk: Disk;
  #log: SegmentLog | null = null;
  #failure: LogFailure | null = null;
  #failedAt = 0;
  #savedAt = 0;
  #isDirty = false;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#disk = options.disk ?? realDisk;
  }

  /** The log as far as it is in memory: its ids, its ledger. Null while the disk never let it open. */
  get log(): SegmentLog | null {
    return this.#log;
  }

  open(): Promise<{ readonly ok: true; readonly log: SegmentLog } | LogFailure> {
    return this.#inTurn(async () => {
      const log = await this.#opened();
      return log ? { ok: true, log } : this.#failure!;
    });
  }

  /** `frame` is `frameHeadBytes` of room, then the content. */
  append(frame: Buffer, count: number): Promise<Appended> {
    return this.#inTurn(async () => {
      const log = await this.#opened();
      if (!log) return this.#failure!;
      const { whose, room } = this.#options.reserve;
      if (whose === 'of-another' && !(await room.mayOthersWrite())) return noRoom;
      // also where it fails: the oldest records may have gone to make room
      this.#isDirty = true;
      const first = await this.#append(log, frame, count);
      return { ok: true, first };
    });
  }

  read(first: number, last: number, mostBytes: number): Promise<({ ok: true } & ReadBlocks) | LogFailure> {
    return this.#inTurn(async () => {
      const log = await this.#opened();
      return log ? { ok: true, ...(await log.read(first, last, mostBytes)) } : this.#failure!;
    });
  }

  /** The newest blocks, oldest first; empty where the disk fails. */
  async readNewest(mostBytes: number): Promise<readonly Block[]> {
    const read = await this.#inTurn(async () => {
      const log = await this.#opened();
      return { ok: true as const, blocks: log ? await log.readNewest(mostBytes) : [] };
    });
    return read.ok ? read.blocks : [];
  }

  /** `preamble` is null where no file of the run has it whole. */
  preambleOf(id: string): Promise<{ ok: true; readonly preamble: Uint8Array | null } | LogFailure> {
    return this.#inTurn(async () => {
      const log = await this.#opened();
      return log ? { ok: true, preamble: await log.preambleOf(id) } : this.#failure!;
    });
  }

  /** See SegmentLog; a log that is not open yet begins with it. */
  async setPreamble(preamble: Uint8Array): Promise<void> {
    await this.#inTurn(async () => {
      this.#options = { ...this.#options, log: { ...this.#options.log, preamble } };
      await this.#log?.setPreamble(preamble);
      return { ok: true };
    });
  }

  /** What is delivered or lost has changed and is to be written down. */
  changed(): void {
    this.#isDirty = true;
  }

  /** Opens what could not be opened, writes down what has changed. Call it now and then. */
  async tend(): Promise<void> {
    await this.#inTurn(async () => {
      const log = await this.#opened();
      const nowMs = this.#options.clock.monotonic();
      if (log && this.#isDirty && nowMs - this.#savedAt >= saveEveryMs) await this.#save(log, nowMs);
      if (this.#options.reserve.whose === 'own') await this.#options.reserve.room.mayOthersWrite();
      return { ok: true };
    });
  }

  async close(): Promise<void> {
    const closing = this.#inTurn(async () => {
      await this.#log?.close();
      return { ok: true };
    });
    this.#isClosed = true;
    const late = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(mostClosingMs, late.resolve);
    await Promise.race([closing, late.promise]);
    cancel();
  }

  /** The journal's own reserve makes room where the disk has none. */
  async #append(log: SegmentLog, frame: Buffer, count: number): Promise<number> {
    const { whose, room } = this.#options.reserve;
    const atMs = this.#options.clock.now();
    try {
      return await log.append(frame, count, atMs);
    } catch (error) {
      if (whose !== 'own' || !isDiskFull(error) || !(await room.giveUp())) throw error;
      return log.append(frame, count, atMs);
    }
  }

  async #save(log: SegmentLog, nowMs: number): Promise<void> {
    this.#savedAt = nowMs;
    this.#isDirty = false;
    log.forget(mostDays);
    await log.save().catch(() => {
      this.#isDirty = true;
    });
  }

  async #opened(): Promise<SegmentLog | null> {
    if (this.#log || this.#isClosed) return this.#log;
    const nowMs = this.#options.clock.monotonic();
    if (this.#failure && nowMs - this.#failedAt < reopenAfterMs) return null;
    try {
      this.#log = await SegmentLog.open(
        this.#options.log,
        this.#disk,
        this.losses,
        this.#options.clock.now(),
      );
      this.#failure = null;
    } catch (error) {
      this.#failure = failureOf(error);
      this.#failedAt = nowMs;
    }
    return this.#log;
  }

  /** One after the other, in the order they were asked; never rejects. */
  #inTurn<T extends { readonly ok: boolean }>(run: () => Promise<T>): Promise<T | LogFailure> {
    if (this.#isClosed) return Promise.resolve(closed);
    const done: Promise<T | LogFailure> = this.#last.then(run).catch(failureOf);
    this.#last = done;
    return done;
  }
}

const noRoom: LogFailure = {
  ok: false,
  reason: 'disk-full',
  detail: 'the disk is full; what room is left is for commands and alarms',
};
const closed: LogFailure = { ok: false, reason: 'disk-error', detail: 'the log is closed' };

function failureOf(error: unknown): LogFailure {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof LogFullError) return { ok: false, reason: 'full', detail };
  return { ok: false, reason: isDiskFull(error) ? 'disk-full' : 'disk-error', detail };
}
