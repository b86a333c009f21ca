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
  const insert = database.prepare(`
    INSERT INTO commands (id, point_id, value, state, priority, asked_by, requested_at, changed_at, ttl_ms, reason,
      readback) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = database.prepare(
    'UPDATE commands SET state = ?, changed_at = ?, reason = ?, readback = ? WHERE id = ?',
  );
  const find = database.prepare('SELECT * FROM commands WHERE id = ?');
  const all = database.prepare('SELECT * FROM commands ORDER BY requested_at DESC, rowid DESC LIMIT ?');
  const ofPoint = database.prepare(
    'SELECT * FROM commands WHERE point_id = ? ORDER BY requested_at DESC, rowid DESC LIMIT ?',
  );
  const inSpan = database.prepare(`
    SELECT * FROM commands WHERE requested_at >= :fromMs AND requested_at < :toMs
      AND point_id IN (SELECT value FROM json_each(:points))
    ORDER BY requested_at DESC, rowid DESC LIMIT :limit`);
  const unfinished = database.prepare(`SELECT * FROM commands WHERE state IN ${unfinishedStates}`);

  const findCommand = (id: string): Command | null => {
    const row = find.get(id);
    return row ? commandOf(row) : null;
  };

  return {
    findCommand,

    insertCommand(command: Command, entry: AuditRow): void {
      const { id, pointId, value, state, priority, by, requestedAt, changedAt, ttlMs } = command;
      inTransaction(database, () => {
        insert.run(id, pointId, value, state, priority, by, requestedAt, changedAt, ttlMs, null, null);
        audit.insertAudit(entry);
      });
    },

    /** Null where no such command is known. */
    applyReport(report: CommandReport): WrittenCommand | null {
      return inTransaction(database, () => {
        const before = findCommand(report.id);
        if (!before) return null;
        const command = nextCommand(before, report);
        const { state, changedAt, reason, readback, id } = command;
        if (command !== before) update.run(state, changedAt, reason ?? null, readback ?? null, id);
        return { command, isChanged: command !== before };
      });
    },

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
    state: row.state,
    priority: row.priority,
    by: row.asked_by,
    requestedAt: row.requested_at,
    changedAt: row.changed_at,
    ttlMs: row.ttl_ms,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.readback === null ? {} : { readback: row.readback }),
  });
}
