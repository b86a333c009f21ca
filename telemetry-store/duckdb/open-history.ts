// A history that is open: its file, its points and ranges, its stock, and who may use which connection when.
import { systemClock } from '@campus/runtime/worker';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryPoint, Retention } from '../history-store.ts';
import { closeHistoryFile, type HistoryFile, openHistoryFile } from './history-file.ts';
import { removeOrphans, removeParts } from './part-files.ts';
import { PointTable } from './point-table.ts';
import { RangeTable } from './range-table.ts';
import { SampleAppender } from './sample-table.ts';
import { Stock } from './stock.ts';
import { Turn } from './turn.ts';
import type { View } from './view.ts';

export interface HistorySettings {
  readonly folder: string;
  readonly points: readonly HistoryPoint[];
  /** For a new file; see HistoryFile. */
  readonly dayOffsetMs: number;
  readonly retention: Retention;
}

/** Who may use which connection when; they outlast a file that must be opened anew. */
export interface Turns {
  /** Commits and what else writes on that connection. */
  readonly writing: Turn;
  /** Queries, one at a time, so that commits always find a free thread. */
  readonly reading: Turn;
  /** The work in the background. */
  readonly upkeep: Turn;
}

export class OpenHistory {
  readonly file: HistoryFile;
  readonly points: PointTable;
  readonly ranges: RangeTable;
  readonly retention: Retention;
  /** The store's number by index of the opener's list. */
  readonly numberOf: Int32Array;
  readonly appender: SampleAppender;
  readonly #turns: Turns;
  /** The stock changes together with the tables: whoever takes a snapshot waits for that moment. */
  readonly #changing = new Turn();
  readonly #ended = Promise.withResolvers<never>();
  #isEnding = false;
  #isDoubtful = false;
  stock: Stock;
  /** The number of the next fold; names of parts hold it, so none comes twice. */
  nextFold: number;

  private constructor(settings: HistorySettings, turns: Turns, loaded: Loaded) {
    this.file = loaded.file;
    this.points = loaded.points;
    this.ranges = loaded.ranges;
    this.stock = loaded.stock;
    this.nextFold = loaded.nextFold;
    this.retention = settings.retention;
    this.numberOf = Int32Array.from(settings.points, ({ id }) => loaded.points.numberOf(id)!);
    this.appender = new SampleAppender(this.numberOf);
    this.#turns = turns;
    this.#ended.promise.catch(() => {});
  }

  /** Throws an Error whose message says what is wrong and what to do. */
  static async open(settings: HistorySettings, turns: Turns): Promise<OpenHistory> {
    const file = await openHistoryFile(settings.folder, settings.dayOffsetMs);
    try {
      return new OpenHistory(settings, turns, await load(file, settings));
    } catch (error) {
      closeHistoryFile(file);
      throw error;
    }
  }

  /** While a change is being committed, and after that failed: `stock` may not be what is on disk. */
  get isDoubtful(): boolean {
    return this.#isDoubtful;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Reads on a snapshot. The caller has the turn. */
  async query<T>(read: (view: View) => Promise<T>): Promise<T> {
    const connection = this.file.reading;
    const stock = await this.#changing.run(async () => {
      await connection.run('BEGIN');
      await connection.run('SELECT version FROM format'); // the snapshot is taken at the first look
      return this.stock;
    });
    try {
      const { folder, dayOffsetMs } = this.file;
      return await read({ connection, folder, stock, points: this.points, dayOffsetMs });
    } finally {
      await connection.run('ROLLBACK').catch(() => {});
    }
  }

  /** Writes between commits, for work in the background; rejects where the file is being closed. */
  async betweenCommits<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.writing.run(async () => {
      if (this.#isEnding) throw new Error('the history is being closed');
      return work();
    });
    turn.catch(() => {});
    return Promise.race([turn, this.#ended.promise]);
  }

  /**
   * One transaction of `write` and the stock that follows from it. Parts that are no more go once no query reads them.
   * Where the commit itself failed nobody knows what is on disk (see isDoubtful): the file must be opened anew.
   */
  async change(
    connection: DuckDBConnection,
    write: () => Promise<void>,
    next: (stock: Stock) => Stock,
  ): Promise<void> {
    await connection.run('BEGIN');
    try {
      await write();
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
    await this.#changing.run(async () => {
      this.#isDoubtful = true;
      await connection.run('COMMIT');
      this.#isDoubtful = false;
      const before = this.stock;
      this.stock = next(before);
      this.#dropFiles(before);
    });
  }

  /**
   * Ends queries and work in the background as soon as they can, does `atLast`, and closes the file. The caller has the
   * turn to write.
   */
  async close(atLast: () => Promise<unknown> = async () => {}): Promise<void> {
    this.#isEnding = true;
    this.#ended.reject(new Error('the history is being closed'));
    const { reading, folding } = this.file;
    const isOver = Promise.all([this.#turns.reading.current, this.#turns.upkeep.current]).then(() => true);
    do {
      reading.interrupt();
      if (!this.#isDoubtful) folding.interrupt();
    } while (!(await Promise.race([isOver, soon()])));
    await atLast().catch(() => {});
    closeHistoryFile(this.file);
  }

  /** Closes the file at once: the caller has every turn. */
  closeNow(): void {
    this.#isEnding = true;
    closeHistoryFile(this.file);
  }

  #dropFiles(before: Stock): void {
    const kept = new Set(this.stock.parts.map(({ file }) => file));
    const gone = before.parts.map(({ file }) => file).filter((file) => !kept.has(file));
    if (gone.length > 0) void this.#turns.reading.run(async () => removeParts(this.file.folder, gone));
  }
}

interface Loaded {
  readonly file: HistoryFile;
  readonly points: PointTable;
  readonly ranges: RangeTable;
  readonly stock: Stock;
  readonly nextFold: number;
}

async function load(file: HistoryFile, settings: HistorySettings): Promise<Loaded> {
  const stock = await Stock.load(file.writing, file.folder, file.dayOffsetMs);
  removeOrphans(file.folder, stock.parts);
  const folds = [...[...stock.folds.values()].map(({ fold }) => fold), ...foldsOfNames(stock)];
  const nextFold = folds.reduce((most, fold) => Math.max(most, fold), 0) + 1;
  const points = await PointTable.load(file.writing, settings.points, nextFold);
  const ranges = await RangeTable.load(file.writing);
  return { file, points, ranges, stock, nextFold };
}

/** The fold in the name of each part: also of folds that only set samples aside. */
function foldsOfNames(stock: Stock): number[] {
  return stock.parts.map(({ file }) => Number(/\.(\d+)-\d+\.parquet$/.exec(file)?.[1] ?? 0));
}

function soon(): Promise<false> {
  return new Promise((resolve) => systemClock.after(10, () => resolve(false)));
}
