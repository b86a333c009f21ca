// The boards' rows, written in the database's thread, each change together with its entry in the audit.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import {
  type Board,
  type BoardContent,
  type BoardFile,
  boardSchema,
  deletedBoardKeptMs,
  mostBoardsAPerson,
} from '@campus/campus-model';
import type { AuditRow, AuditRows } from '../audit/audit-rows.ts';
import { inTransaction } from '../database/open-database.ts';

/** What came of asking for a change: `changed` by someone else meanwhile, `full`, or the board as it is now. */
export type BoardAnswer = { readonly board: Board } | 'missing' | 'changed' | 'full';

/** Deleted boards that a person can still bring back; the oldest of more goes for good. */
const mostDeletedAPerson = mostBoardsAPerson;

export interface BoardChange {
  readonly id: string;
  /** The version that was changed; null for whichever. */
  readonly version: number | null;
  readonly content: BoardContent;
}

const columns = `
  boards.*, owners.name AS owner_name, changers.name AS changed_by_name
  FROM boards
  LEFT JOIN accounts AS owners ON owners.account = boards.owner
  LEFT JOIN accounts AS changers ON changers.account = boards.changed_by`;

/** Everything that the database's thread does with boards. */
export function boardRows(database: DatabaseSync, audit: AuditRows) {
  const stock = boardStock(database);
  return {
    ...boardLists(database),
    findBoard: stock.find,
    ...boardChanges(database, audit, stock),
    ...boardEnds(database, audit, stock),
    ...boardPlanting(database, stock),
  };
}

/** What the acts below share: finding one, counting a person's, putting one in. */
interface BoardStock {
  find(id: string): Board | null;
  isFull(owner: string | null): boolean;
  insert(id: string, owner: string | null, content: BoardContent, at: number, by: string): void;
}

function boardStock(database: DatabaseSync): BoardStock {
  const find = database.prepare(`SELECT ${columns} WHERE boards.id = ?`);
  const count = database.prepare('SELECT count(*) AS n FROM boards WHERE owner IS ? AND deleted_at IS NULL');
  const insert = database.prepare(`
    INSERT INTO boards (id, owner, shared_with, version, content, created_at, changed_at, changed_by)
    VALUES (?, ?, ?, 1, ?, ?, ?, ?)`);
  return {
    find(id) {
      const row = find.get(id);
      return row ? boardOf(row) : null;
    },
    isFull: (owner) => Number(count.get(owner)!.n) >= mostBoardsAPerson,
    insert(id, owner, { sharedWith, ...kept }, at, by) {
      insert.run(id, owner, JSON.stringify(sharedWith), JSON.stringify(kept), at, at, by);
    },
  };
}

function boardLists(database: DatabaseSync) {
  const all = database.prepare(`
    SELECT ${columns} WHERE boards.deleted_at IS NULL ORDER BY boards.changed_at DESC, boards.id LIMIT ?`);
  const deleted = database.prepare(`
    SELECT ${columns} WHERE boards.deleted_at > ? ORDER BY boards.deleted_at DESC, boards.id LIMIT ?`);
  return {
    listBoards(limit: number): Board[] {
      return all.all(limit).map(boardOf);
    },

    /** Those that can still be brought back. */
    listDeletedBoards(nowMs: number, limit: number): Board[] {
      return deleted.all(nowMs - deletedBoardKeptMs, limit).map(boardOf);
    },
  };
}

function boardChanges(database: DatabaseSync, audit: AuditRows, stock: BoardStock) {
  const update = database.prepare(`
    UPDATE boards SET shared_with = ?, content = ?, version = version + 1, changed_at = ?, changed_by = ?
    WHERE id = ?`);
  return {
    createBoard(id: string, owner: string, content: BoardContent, entry: AuditRow): BoardAnswer {
      return inTransaction(database, () => {
        if (stock.isFull(owner)) return 'full';
        stock.insert(id, owner, content, entry.at, owner);
        audit.insertAudit(entry);
        return { board: stock.find(id)! };
      });
    },

    changeBoard({ id, version, content }: BoardChange, entry: AuditRow): BoardAnswer {
      return inTransaction(database, () => {
        const before = stock.find(id);
        if (!before || before.deletedAt !== null) return 'missing';
        if (version !== null && version !== before.version) return 'changed';
        const { sharedWith, ...kept } = content;
        update.run(JSON.stringify(sharedWith), JSON.stringify(kept), entry.at, entry.account, id);
        audit.insertAudit(entry);
        return { board: stock.find(id)! };
      });
    },
  };
}

function boardEnds(database: DatabaseSync, audit: AuditRows, stock: BoardStock) {
  const mark = database.prepare('UPDATE boards SET deleted_at = ? WHERE id = ?');
  const forgetOld = database.prepare('DELETE FROM boards WHERE deleted_at <= ?');
  const forgetMany = database.prepare(`
    DELETE FROM boards WHERE id IN (
      SELECT id FROM boards WHERE owner IS ? AND deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT -1 OFFSET ?)`);
  return {
    /** Marks it; what has been marked for long, or is too much, goes for good. */
    deleteBoard(id: string, version: number | null, entry: AuditRow): BoardAnswer {
      return inTransaction(database, () => {
        const before = stock.find(id);
        if (!before || before.deletedAt !== null) return 'missing';
        if (version !== null && version !== before.version) return 'changed';
        mark.run(entry.at, id);
        forgetOld.run(entry.at - deletedBoardKeptMs);
        forgetMany.run(before.owner, mostDeletedAPerson);
        audit.insertAudit(entry);
        return { board: stock.find(id)! };
      });
    },

    restoreBoard(id: string, entry: AuditRow): BoardAnswer {
      return inTransaction(database, () => {
        const before = stock.find(id);
        if (!before || (before.deletedAt ?? entry.at) <= entry.at - deletedBoardKeptMs) return 'missing';
        if (before.deletedAt === null) return { board: before };
        if (stock.isFull(before.owner)) return 'full';
        mark.run(null, id);
        audit.insertAudit(entry);
        return { board: stock.find(id)! };
      });
    },
  };
}

function boardPlanting(database: DatabaseSync, stock: BoardStock) {
  const planted = database.prepare('SELECT 1 FROM planted_boards WHERE id = ?');
  const plant = database.prepare('INSERT INTO planted_boards (id) VALUES (?)');
  return {
    /** Each once and never again, so that one which people deleted stays away. Returns how many were new. */
    plantBoards(boards: BoardFile['boards'], at: number, by: string): number {
      return inTransaction(database, () => {
        const fresh = boards.filter(({ id }) => !planted.get(id));
        for (const { id, ...content } of fresh) {
          plant.run(id);
          if (!stock.find(id)) stock.insert(id, null, content, at, by);
        }
        return fresh.length;
      });
    },
  };
}

function boardOf(row: Record<string, SQLOutputValue>): Board {
  return boardSchema.parse({
    ...JSON.parse(String(row.content)),
    id: row.id,
    owner: row.owner,
    ownerName: row.owner_name,
    sharedWith: JSON.parse(String(row.shared_with)),
    version: row.version,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    changedByName: row.changed_by_name,
    deletedAt: row.deleted_at,
  });
}
