// The commands' rows, written in the database's thread.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Command, type CommandReport, commandSchema } from '@campus/campus-model';
import type { AuditRow, AuditRows } from '../audit/audit-rows.ts';
import { inTransaction } from '../database/open-database.ts';
import { nextCommand } from './next-command.ts';

/** A command after a report, and whether the report changed it. */
export interface WrittenCommand {
  readonly command: Command;
  readonly isChanged: boolean;
}

export interface CommandsAround {
  readonly fromMs: number;
  readonly toMs: number;
  readonly pointIds: readonly string[];
  readonly limit: number;
}

const unfinishedStates = `('requested', 'accepted', 'written')`;

export function commandRows(database: DatabaseSync, audit: AuditRows) {
  const find = database.prepare('SELECT * FROM commands WHERE id = ?');
  const findCommand = (id: string): Command | null => {
    const row = find.get(id);
    return row ? commandOf(row) : null;
  };
  return { findCommand, ...writers(database, audit, findCommand), ...readers(database) };
}

function writers(database: DatabaseSync, audit: AuditRows, findCommand: (id: string) => Command | null) {
  const insert = database.prepare(`
    INSERT INTO commands (id, point_id, value, is_release, state, priority, asked_by, requested_at, changed_at, ttl_ms,
      until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = database.prepare(
    'UPDATE commands SET state = ?, changed_at = ?, value = ?, reason = ?, detail = ?, readback = ? WHERE id = ?',
  );
  const witness = database.prepare(
    'UPDATE commands SET witness = ?, witness_point = ?, witness_value = ? WHERE id = ?',
  );

  return {
    insertCommand(command: Command, entry: AuditRow): void {
      const { id, pointId, value, isRelease, state, priority, by, requestedAt, changedAt, ttlMs } = command;
      const ordered = [id, pointId, value, isRelease ? 1 : 0, state, priority, by] as const;
      inTransaction(database, () => {
        insert.run(...ordered, requestedAt, changedAt, ttlMs, command.untilMs ?? null);
        audit.insertAudit(entry);
      });
    },

    /** Null where no such command is known. */
    applyReport(report: CommandReport): WrittenCommand | null {
      return inTransaction(database, () => {
        const before = findCommand(report.id);
        if (!before) return null;
        const command = nextCommand(before, report);
        const { state, changedAt, value, reason = null, detail = null, readback = null, id } = command;
        if (command !== before) update.run(state, changedAt, value, reason, detail, readback, id);
        return { command, isChanged: command !== before };
      });
    },

    /** What a witness said of a command; null where no such command is known. */
    noteWitness(id: string, { verdict, pointId, value }: NonNullable<Command['witness']>): Command | null {
      return inTransaction(database, () => {
        witness.run(verdict, pointId, value, id);
        return findCommand(id);
      });
    },
  };
}

function readers(database: DatabaseSync) {
  const all = database.prepare('SELECT * FROM commands ORDER BY requested_at DESC, rowid DESC LIMIT ?');
  const ofPoint = database.prepare(
    'SELECT * FROM commands WHERE point_id = ? ORDER BY requested_at DESC, rowid DESC LIMIT ?',
  );
  const inSpan = database.prepare(`
    SELECT * FROM commands WHERE requested_at >= :fromMs AND requested_at < :toMs
      AND point_id IN (SELECT value FROM json_each(:points))
    ORDER BY requested_at DESC, rowid DESC LIMIT :limit`);
  const unfinished = database.prepare(`SELECT * FROM commands WHERE state IN ${unfinishedStates}`);

  return {
    listCommands(pointId: string | null, limit: number): Command[] {
      return (pointId === null ? all.all(limit) : ofPoint.all(pointId, limit)).map(commandOf);
    },

    commandsAround({ fromMs, toMs, pointIds, limit }: CommandsAround): Command[] {
      return inSpan.all({ fromMs, toMs, points: JSON.stringify(pointIds), limit }).map(commandOf);
    },

    unfinishedCommands(): Command[] {
      return unfinished.all().map(commandOf);
    },
  };
}

function commandOf(row: Record<string, SQLOutputValue>): Command {
  return commandSchema.parse({
    id: row.id,
    pointId: row.point_id,
    value: row.value,
    ...(row.is_release === 1 ? { isRelease: true } : {}),
    state: row.state,
    priority: row.priority,
    by: row.asked_by,
    requestedAt: row.requested_at,
    changedAt: row.changed_at,
    ttlMs: row.ttl_ms,
    ...(row.until_ms === null ? {} : { untilMs: row.until_ms }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    ...(row.readback === null ? {} : { readback: row.readback }),
    ...(row.witness === null
      ? {}
      : { witness: { verdict: row.witness, pointId: row.witness_point, value: row.witness_value } }),
  });
}
