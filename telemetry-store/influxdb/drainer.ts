// Brings what is in the spool to the server: oldest first, one batch in flight, each until the server has confirmed it.
// What may pass later is tried for ever with growing pauses; what is refused for good is set aside and holds up nothing.
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { InfluxServer } from './influx-server.ts';
import { type Lines, someLines } from './line-protocol.ts';
import { RestartWatch } from './restart-watch.ts';
import type { Refused } from './set-aside.ts';
import type { DrainBatch, UpTo } from './spool-queue.ts';
import type { SpoolClient } from './spooled-samples.ts';

/** What the server takes best at once; also what a smaller batch grows back to. */
const mostLines = 5_000;
/** A quiet campus is written once in so long, not at every commit: queries see the spool too. */
const lingerMs = 1_000;
const shortestPauseMs = 250;
const longestPauseMs = 30_000;
/** A server may ask to be left alone, but not for ever. */
const longestAskedPauseMs = 300_000;

/** The server may take the same later. */
class NotNow extends Error {
  readonly afterMs: number;

  constructor(why: string, afterMs = 0) {
    super(why);
    this.afterMs = afterMs;
  }
}

/** A batch on its way: `parts` are still to be written, the last one first. */
interface CurrentBatch {
  readonly batch: DrainBatch;
  readonly parts: Lines[];
  readonly refused: Refused[];
}

interface Waiter {
  rows: number;
  resolve(): void;
  reject(error: Error): void;
}

export interface DrainerOptions {
  readonly server: InfluxServer;
  readonly spool: SpoolClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Called before anything is written, again and again until it resolves once. */
  introduce(): Promise<void>;
}

export class Drainer {
  readonly #options: DrainerOptions;
  readonly #trouble: TroubleLog;
  readonly #watch: RestartWatch;
  readonly #waiters = new Set<Waiter>();
  #running: Promise<void> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();
  #current: CurrentBatch | null = null;
  #isClosed = false;
  #isIntroduced = false;
  #linesABatch = mostLines;
  #pauseMs = shortestPauseMs;
  #newRows = 0;
  #wake: () => void = () => {};
  /** What keeps the server from taking history; null while it does. */
  trouble: string | null = null;

  constructor(options: DrainerOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#watch = new RestartWatch(options.server, options.spool, options.clock);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** So many rows were committed. */
  notice(rows: number): void {
    this.#newRows += rows;
    if (this.#newRows >= mostLines && this.trouble === null) this.#wake();
  }

  /** Resolves once all that waits now is written; rejects with the trouble where that cannot be now. */
  async flush(): Promise<void> {
    const { rows } = await this.#options.spool.call('state', []);
    if (this.#isClosed) throw new Error('the store is closed');
    if (rows === 0 && this.#isIntroduced) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiters.add({ rows, resolve, reject });
      this.#wake();
    });
  }

  /** Runs between two batches, so that none is under way. */
  between<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** The server has to be closed before, so that a request under way ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    await this.#running;
    this.#reject(new Error('the store is closed'));
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#introduce();
        const written = await this.between(() => this.#drainOne());
        this.#recovered();
        if (written === null) this.#resolveAll();
        else this.#resolve(written);
        if (written === null && this.#waiters.size === 0) await this.#sleep(lingerMs);
      } catch (error) {
        if (this.#isClosed) return;
        await this.#failed(error as Error);
      }
    }
  }

  async #introduce(): Promise<void> {
    if (this.#isIntroduced) return;
    await this.#options.introduce();
    this.#isIntroduced = true;
  }

  /** Rows written; null where nothing waits. What of a batch is written stays so when the server fails in between. */
  async #drainOne(): Promise<number | null> {
    this.#current ??= await this.#nextBatch();
    const current = this.#current;
    if (!current) return null;
    for (let part = current.parts.at(-1); part; part = current.parts.at(-1)) {
      const rest = await this.#write(part, current.refused);
      current.parts.splice(-1, 1, ...rest);
      this.#pauseMs = shortestPauseMs;
    }
    this.#linesABatch = Math.min(mostLines, this.#linesABatch * 2);
    const { batch, refused } = current;
    if (await this.#sendsAgain(batch.upTo)) return 0;
    const lines = await this.#options.spool.call('done', [batch.upTo, refused, this.#options.clock.now()]);
    this.#current = null;
    if (lines > 0) this.#options.log.warn({ lines, why: refused[0]!.why }, 'set aside: refused by InfluxDB');
    return batch.lines.ends.length;
  }

  /** Whether the server was started anew: then this batch is not counted as sent, and those before it wait again. */
  async #sendsAgain(confirmed: UpTo): Promise<boolean> {
    const rows = await this.#watch.rowsToSendAgain(confirmed);
    if (rows === null) return false;
    this.#current = null;
    for (const waiter of this.#waiters) waiter.rows += rows;
    if (rows > 0)
      this.#options.log.info({ rows }, 'InfluxDB was started anew: what it may have lost is sent again');
    return true;
  }

  async #nextBatch(): Promise<CurrentBatch | null> {
    this.#newRows = 0;
    const batch = await this.#options.spool.call('next', [this.#linesABatch]);
    if (!batch) return null;
    return { batch, parts: batch.lines.ends.length > 0 ? [batch.lines] : [], refused: [...batch.unwritable] };
  }

  /**
   * What of the lines is still to be written. Writing one twice changes nothing: lines that are refused are cut in halves
   * until those in question are found.
   */
  async #write(lines: Lines, refused: Refused[]): Promise<Lines[]> {
    const { server } = this.#options;
    let answer = await server.write(lines.text);
    if (answer.kind === 'no-database') {
      await server.createDatabase();
      answer = await server.write(lines.text);
    }
    if (answer.kind === 'written') return [];
    if (answer.kind === 'no-database') throw new NotNow(answer.why);
    if (answer.kind === 'later') throw new NotNow(answer.why, answer.afterMs);
    const count = lines.ends.length;
    if (answer.kind === 'too-large') this.#linesABatch = Math.max(1, Math.ceil(count / 4));
    const middle = count >>> 1;
    if (count > 1) return [someLines(lines, middle, count), someLines(lines, 0, middle)];
    refused.push({ line: lines.text, why: answer.why });
    return [];
  }

  async #failed(error: Error): Promise<void> {
    this.#watch.interrupted();
    this.trouble = error.message;
    this.#trouble.lost('influxdb', error.message);
    this.#reject(error);
    const askedMs = error instanceof NotNow ? Math.min(error.afterMs, longestAskedPauseMs) : 0;
    await this.#sleep(Math.max(this.#pauseMs, askedMs));
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #recovered(): void {
    this.trouble = null;
    this.#trouble.back('influxdb');
    this.#pauseMs = shortestPauseMs;
  }

  /** Ends early where somebody waits for what is in the spool. */
  #sleep(ms: number): Promise<void> {
    if (this.#isClosed || this.#waiters.size > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #resolve(written: number): void {
    for (const waiter of this.#waiters) {
      waiter.rows -= written;
      if (waiter.rows > 0) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  #resolveAll(): void {
    this.#resolve(Number.POSITIVE_INFINITY);
  }

  #reject(error: Error): void {
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }
}
