// The sessions' rows, written in the database's thread. Only hashes of tokens are kept: a stolen file signs nobody in.
import type { DatabaseSync } from 'node:sqlite';
import type { Identity } from '@campus/campus-model';
import type { AuditRow, AuditRows } from '../audit/audit-rows.ts';
import { inTransaction } from '../database/open-database.ts';
import { identityOf } from './account-rows.ts';

export interface Session {
  readonly identity: Identity;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

/** Sessions of one account; a new one beyond it ends the oldest. */
const mostOfAccount = 20;

export function sessionRows(database: DatabaseSync, audit: AuditRows) {
  const insert = database.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?)');
  const find = database.prepare(`
    SELECT accounts.*, sessions.created_at AS began_at, last_seen_at
    FROM sessions JOIN accounts USING (account) WHERE token_hash = ?`);
  const touch = database.prepare('UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?');
  const remove = database.prepare('DELETE FROM sessions WHERE token_hash = ?');
  const removeOld = database.prepare('DELETE FROM sessions WHERE last_seen_at < ? OR created_at < ?');
  const removeBeyond = database.prepare(`
    DELETE FROM sessions WHERE account = ?1 AND token_hash NOT IN (
      SELECT token_hash FROM sessions WHERE account = ?1 ORDER BY created_at DESC, rowid DESC LIMIT ${mostOfAccount}
    ) RETURNING token_hash`);
  return {
    /** Returns the hashes of the sessions that had to end for it. */
    insertSession(tokenHash: string, account: string, entry: AuditRow): string[] {
      return inTransaction(database, () => {
        insert.run(tokenHash, account, entry.at, entry.at);
        audit.insertAudit(entry);
        return removeBeyond.all(account).map((row) => String(row.token_hash));
      });
    },

    findSession(tokenHash: string): Session | null {
      const row = find.get(tokenHash);
      if (!row) return null;
      const [createdAt, lastSeenAt] = [Number(row.began_at), Number(row.last_seen_at)];
      return { identity: identityOf(row), createdAt, lastSeenAt };
    },

    touchSession(tokenHash: string, at: number): void {
      touch.run(at, tokenHash);
    },

    /** With the entry of a sign-out, or null where the session has run out. */
    removeSession(tokenHash: string, entry: AuditRow | null): void {
      inTransaction(database, () => {
        const { changes } = remove.run(tokenHash);
        if (entry && changes > 0) audit.insertAudit(entry);
      });
    },

    /** Sessions last seen, or begun, before these times. */
    removeOldSessions(seenBefore: number, createdBefore: number): void {
      removeOld.run(seenBefore, createdBefore);
    },
  };
}
