// Opens the operations database and its parts. Whatever a caller awaits here is on disk when the promise resolves.
import type { AlarmTransition, Campus, Command } from '@campus/campus-model';
import type { Rule } from '@campus/rules-engine';
import type { Clock, Log } from '@campus/runtime';
import { Accounts } from './accounts/accounts.ts';
import { Alarms } from './alarms/alarms.ts';
import type { JudgedRange } from './alarms/judged-range-rows.ts';
import { Audit } from './audit/audit.ts';
import { Boards } from './boards/boards.ts';
import { Books } from './books/books.ts';
import { Commands } from './commands/commands.ts';
import { Witnesses, type WitnessesOptions } from './commands/witnesses.ts';
import { Acceptances } from './commissioning/acceptance/acceptances.ts';
import { OperationsDatabase } from './database/database.ts';
import { Plans } from './plans/plans.ts';

export interface OperationsOptions {
  /** The SQLite file; made where there is none. */
  readonly file: string;
  readonly campus: Campus;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly clock: Clock;
  readonly log: Log;
  /** False where the gateway is offline. */
  sendCommand(command: Command): Promise<boolean>;
  /** The database's thread has ended by itself: nothing can be kept any more. */
  onLost?(error: Error): void;
  /** The disk refused a write. True where room was made for it and it is worth another try. */
  makeRoom?(): Promise<boolean>;
}

export class Operations {
  readonly accounts: Accounts;
  readonly alarms: Alarms;
  readonly commands: Commands;
  readonly audit: Audit;
  readonly books: Books;
  readonly boards: Boards;
  readonly plans: Plans;
  readonly acceptances: Acceptances;
  readonly #database: OperationsDatabase;
  readonly #options: OperationsOptions;

  private constructor(options: OperationsOptions, database: OperationsDatabase) {
    this.#database = database;
    this.#options = options;
    this.audit = new Audit(database, options.clock);
    this.accounts = new Accounts(database, options.clock);
    this.books = new Books(database, options.clock, options.campus.site.timeZone);
    this.boards = new Boards(database, options.clock);
    this.plans = new Plans(database, options);
    this.acceptances = new Acceptances(database, options.clock);
    this.alarms = new Alarms(database, options);
    this.commands = new Commands(database, options);
  }

  /** Rejects with OperationsFileError, whose message says what is wrong with the file and what to do. */
  static async open(options: OperationsOptions): Promise<Operations> {
    const database = await OperationsDatabase.open(
      options.file,
      options.onLost ?? (() => {}),
      options.makeRoom,
    );
    const operations = new Operations(options, database);
    await operations.alarms.load();
    await operations.commands.load();
    await operations.plans.load();
    return operations;
  }

  /**
   * Keeps the rules engine's state, its effects and the outbox positions it has judged in one transaction. Applying an
   * effect again changes nothing.
   */
  checkpoint(
    rulesState: string,
    effects: readonly AlarmTransition[],
    ranges: readonly JudgedRange[] = [],
  ): Promise<void> {
    return this.alarms.checkpoint(rulesState, effects, ranges);
  }

  /** From now on the effects of commands are judged by their points' witnesses. The caller closes it, before this. */
  watchWitnesses(latest: WitnessesOptions['latest']): Promise<Witnesses> {
    const { campus, clock, log } = this.#options;
    return Witnesses.start({ campus, clock, log, latest, commands: this.commands, alarms: this.alarms });
  }

  /** The positions of all checkpoints, merged; of each gateway those of the outboxes used last. */
  judgedRanges(): Promise<JudgedRange[]> {
    return this.#database.call('judgedRanges', []);
  }

  /** The state of the last checkpoint; null before the first. */
  rulesState(): Promise<string | null> {
    return this.#database.call('rulesState', []);
  }

  /** Holds room in the database's own file for the time when the disk is full. Called again it fills up what was used. */
  keepSpareRoom(): Promise<void> {
    return this.#database.call('keepSpareRoom', []);
  }

  async close(): Promise<void> {
    this.commands.close();
    await this.#database.close();
  }
}
