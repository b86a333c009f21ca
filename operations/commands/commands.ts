// Commands of people: checked, kept, sent, followed until they are final. Who may command is judged by the caller.
import { randomUUID } from 'node:crypto';
import {
  type Campus,
  CampusError,
  type Command,
  type CommandReport,
  type Identity,
  isFinal,
  type Point,
} from '@campus/campus-model';
import type { Clock, Log } from '@campus/runtime';
import type { OperationsDatabase } from '../database/database.ts';
import { listLimit } from '../list-limit.ts';
import { Listeners } from '../listeners.ts';
import { checkCommand } from './check-command.ts';
import type { CommandsAround } from './command-rows.ts';

/** What a person ordered is not run once they have stopped waiting for it. */
const ttlOfPeopleMs = 10_000;
/** For the way there and back, beyond what the device may take. */
const graceMs = 5_000;
/** More than a whole campus of rooms switched at once; beyond it something sends without end. */
const mostUnfinished = 2_000;

interface CommandsOptions {
  readonly campus: Campus;
  readonly clock: Clock;
  readonly log: Log;
  sendCommand(command: Command): Promise<boolean>;
}

export class Commands {
  readonly #database: OperationsDatabase;
  readonly #options: CommandsOptions;
  readonly #listeners: Listeners<Command[]>;
  /** Cancels the deadline of each command that is not final. */
  readonly #deadlines = new Map<string, () => void>();

  constructor(database: OperationsDatabase, options: CommandsOptions) {
    this.#database = database;
    this.#options = options;
    this.#listeners = new Listeners(options.log);
  }

  /** Takes up the deadlines of what was not final when the hub ended; called once, by Operations. */
  async load(): Promise<void> {
    for (const command of await this.#database.call('unfinishedCommands', [])) this.#setDeadline(command);
  }

  close(): void {
    for (const cancel of this.#deadlines.values()) cancel();
    this.#deadlines.clear();
  }

  /** Hands changed commands to `listener` after they are on disk; the returned function ends it. */
  onChange(listener: (changed: Command[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Keeps and sends a command. Throws CampusError `not-found`, `not-writable`, `value-out-of-range` or
   * `too-many-requests`; a gateway that is offline is an outcome: the command comes back failed.
   */
  async request(order: { pointId: string; value: number; identity: Identity }): Promise<Command> {
    const point = checkCommand(this.#options.campus, order.pointId, order.value);
    if (this.#deadlines.size >= mostUnfinished) throw new CampusError('too-many-requests');
    const command = this.#commandOf(order);
    this.#setDeadline(command);
    await this.#keep(command, point);
    this.#listeners.tell([command]);
    if (await this.#isSent(command)) return (await this.get(command.id)) ?? command;
    const reason = 'gateway-offline';
    const { id } = command;
    return (await this.#apply({ id, state: 'failed', at: this.#options.clock.now(), reason })) ?? command;
  }

  /**
   * What an agent reports; on disk when it resolves. A report on a command that is not known, or from a gateway that
   * does not hold its point, changes nothing.
   */
  async report(gatewayId: string, report: CommandReport): Promise<void> {
    const { campus, clock, log } = this.#options;
    const command = await this.get(report.id);
    if (!command) return log.debug({ gatewayId, id: report.id }, 'report on an unknown command');
    const owner = campus.points.get(command.pointId)?.gatewayId;
    if (owner !== gatewayId) {
      return log.warn({ gatewayId, owner, id: report.id }, "a gateway reported on another one's command");
    }
    await this.#apply({ ...report, at: Math.min(report.at, clock.now()) });
  }

  get(id: string): Promise<Command | null> {
    return this.#database.call('findCommand', [id]);
  }

  /** Newest first. */
  list(query: { pointId?: string; limit: number }): Promise<Command[]> {
    return this.#database.call('listCommands', [query.pointId ?? null, listLimit(query.limit)]);
  }

  /** Those of the points that were asked for in the span (ms UTC), newest first. */
  around(query: CommandsAround): Promise<Command[]> {
    return this.#database.call('commandsAround', [{ ...query, limit: listLimit(query.limit) }]);
  }

  #commandOf({ pointId, value, identity }: { pointId: string; value: number; identity: Identity }): Command {
    const now = this.#options.clock.now();
    return {
      id: randomUUID(),
      pointId,
      value,
      state: 'requested',
      priority: 'person',
      by: identity.account,
      requestedAt: now,
      changedAt: now,
      ttlMs: ttlOfPeopleMs,
    };
  }

  async #keep(command: Command, point: Point): Promise<void> {
    const { id, by, pointId, value, requestedAt } = command;
    const detail = `${value}${point.unit === '' ? '' : ` ${point.unit}`} (${id})`;
    const entry = { at: requestedAt, account: by, action: 'command', subject: pointId, detail };
    try {
      await this.#database.call('insertCommand', [command, entry]);
    } catch (error) {
      this.#dropDeadline(id);
      throw error;
    }
  }

  async #isSent(command: Command): Promise<boolean> {
    try {
      return await this.#options.sendCommand(command);
    } catch (error) {
      this.#options.log.error({ error: String(error), id: command.id }, 'a command could not be sent');
      return false;
    }
  }

  async #apply(report: CommandReport): Promise<Command | null> {
    const written = await this.#database.call('applyReport', [report]);
    if (!written) return null;
    const { command, isChanged } = written;
    if (isFinal(command.state)) this.#dropDeadline(command.id);
    if (isChanged) this.#listeners.tell([command]);
    return command;
  }

  #setDeadline(command: Command): void {
    const { campus, clock } = this.#options;
    const settleMs = campus.points.get(command.pointId)?.write?.settleMs ?? 0;
    const dueMs = command.requestedAt + command.ttlMs + settleMs + graceMs;
    const inMs = Math.max(0, dueMs - clock.now());
    this.#deadlines.set(
      command.id,
      clock.after(inMs, () => void this.#giveUp(command.id)),
    );
  }

  #dropDeadline(id: string): void {
    this.#deadlines.get(id)?.();
    this.#deadlines.delete(id);
  }

  /** Nothing final was heard in time: what became of the command is not known. */
  async #giveUp(id: string): Promise<void> {
    try {
      const command = await this.get(id);
      const reason = command?.state === 'written' ? 'command-not-confirmed' : undefined;
      await this.#apply({ id, state: 'unknown', at: this.#options.clock.now(), reason });
    } catch (error) {
      this.#options.log.error({ error: String(error), id }, 'a command could not be given up');
    }
    this.#dropDeadline(id);
  }
}
