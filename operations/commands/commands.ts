// Commands: checked, kept, sent, followed until they are final. Who may command is judged by the caller.
import { randomUUID } from 'node:crypto';
import {
  type Campus,
  CampusError,
  type Command,
  type CommandPriority,
  type CommandReport,
  type Identity,
  isFinal,
  type Point,
  type Standing,
} from '@campus/campus-model';
import type { Clock, Log } from '@campus/runtime';
import type { OperationsDatabase } from '../database/database.ts';
import { listLimit } from '../list-limit.ts';
import { Listeners } from '../listeners.ts';
import { checkCommand } from './check-command.ts';
import type { CommandsAround } from './command-rows.ts';
import { StandingBook } from './standing-book.ts';

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

export interface CommandOrder {
  readonly pointId: string;
  /** In the point's unit; null takes the standing order of the priority back. */
  readonly value: number | null;
  readonly identity: Identity;
  /** A person's where it is left out. */
  readonly priority?: CommandPriority;
  /** How long the order stands; left out: until it is released. */
  readonly holdMs?: number;
}

export class Commands {
  readonly standing = new StandingBook();
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
    const unfinished = await this.#database.call('unfinishedCommands', []);
    for (const command of unfinished) this.#setDeadline(command, command.requestedAt);
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
  async request(order: CommandOrder): Promise<Command> {
    const point = checkCommand(this.#options.campus, order.pointId, order.value);
    if (this.#deadlines.size >= mostUnfinished) throw new CampusError('too-many-requests');
    const command = this.#commandOf(order);
    await this.#keep(command, point, command.requestedAt);
    this.#listeners.tell([command]);
    if (await this.#isSent(command)) return (await this.get(command.id)) ?? command;
    const reason = 'gateway-offline';
    const { id } = command;
    return (await this.#apply({ id, state: 'failed', at: this.#options.clock.now(), reason })) ?? command;
  }

  /**
   * What an agent reports; on disk when it resolves. A report from a gateway that does not hold the point changes nothing,
   * nor does one on a command that is not known, unless the gateway gave it itself.
   */
  async report(gatewayId: string, report: CommandReport): Promise<void> {
    const { campus, clock, log } = this.#options;
    const pointId = (await this.get(report.id))?.pointId ?? report.order?.pointId;
    if (pointId === undefined) return log.debug({ gatewayId, id: report.id }, 'report on an unknown command');
    const point = campus.points.get(pointId);
    if (point?.gatewayId !== gatewayId) {
      const owner = point?.gatewayId;
      return log.warn({ gatewayId, owner, id: report.id }, "a gateway reported on another one's command");
    }
    const at = Math.min(report.at, clock.now());
    await this.#learn({ ...report, at }, point);
    await this.#apply({ ...report, at });
  }

  /** What the witness of its point said of a command. */
  async witnessed(id: string, witness: NonNullable<Command['witness']>): Promise<void> {
    const command = await this.#database.call('noteWitness', [id, witness]);
    if (command) this.#listeners.tell([command]);
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

  /** The orders that stand on points of the campus, as their gateways told last; the most urgent of each holds it. */
  standingOn(pointIds: readonly string[]): Standing[] {
    const { points } = this.#options.campus;
    return pointIds.flatMap((pointId) => {
      const point = points.get(pointId);
      return point ? [this.standing.of(point.gatewayId, pointId)] : [];
    });
  }

  #commandOf({ pointId, value, identity, priority = 'person', holdMs }: CommandOrder): Command {
    const now = this.#options.clock.now();
    return {
      id: randomUUID(),
      pointId,
      value,
      ...(value === null ? { isRelease: true } : {}),
      state: 'requested',
      priority,
      by: identity.account,
      requestedAt: now,
      changedAt: now,
      ttlMs: ttlOfPeopleMs,
      ...(holdMs === undefined ? {} : { untilMs: now + holdMs }),
    };
  }

  /** A command that the gateway gave itself. */
  async #learn({ id, at, order }: CommandReport, point: Point): Promise<void> {
    if (!order || (await this.get(id))) return;
    const { pointId, value, isRelease, priority, by } = order;
    const own = { id, pointId, value, ...(isRelease ? { isRelease } : {}), priority, by };
    const command: Command = {
      ...own,
      state: 'requested',
      requestedAt: at,
      changedAt: at,
      ttlMs: ttlOfPeopleMs,
    };
    await this.#keep(command, point, this.#options.clock.now());
  }

  async #keep(command: Command, point: Point, fromMs: number): Promise<void> {
    const { id, by, pointId, value, isRelease, requestedAt } = command;
    const what = isRelease ? 'release' : `${value}${point.unit === '' ? '' : ` ${point.unit}`}`;
    const detail = `${what} (${id})`;
    const entry = { at: requestedAt, account: by, action: 'command', subject: pointId, detail };
    this.#setDeadline(command, fromMs);
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

  #setDeadline(command: Command, fromMs: number): void {
    const { campus, clock } = this.#options;
    const settleMs = campus.points.get(command.pointId)?.write?.settleMs ?? 0;
    const dueMs = fromMs + command.ttlMs + settleMs + graceMs;
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
