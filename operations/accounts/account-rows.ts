// The accounts' rows, written in the database's thread.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Identity, identitySchema } from '@campus/campus-model';
import type { AuditRow, AuditRows } from '../audit/audit-rows.ts';
import { inTransaction } from '../database/open-database.ts';

export function accountRows(database: DatabaseSync, audit: AuditRows) {
  const insert = database.prepare(
    'INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account) DO NOTHING',
  );
  const find = database.prepare('SELECT * FROM accounts WHERE account = ?');
  const count = database.prepare('SELECT count(*) AS n FROM accounts');
  return {
    /** False where the account exists already. */
    insertAccount(identity: Identity, passwordHash: string, entry: AuditRow): boolean {
      const { account, role, name, spaces } = identity;
      return inTransaction(database, () => {
        const { changes } = insert.run(account, passwordHash, role, name, JSON.stringify(spaces), entry.at);
        if (changes === 0) return false;
        audit.insertAudit(entry);
        return true;
      });
    },

    findAccount(account: string): { identity: Identity; passwordHash: string } | null {
      const row = find.get(account);
      return row ? { identity: identityOf(row), passwordHash: String(row.password_hash) } : null;
    },

    countAccounts(): number {
      return Number(count.get()!.n);
    },
  };
}

/** The identity in a row of the accounts. */
export function identityOf(row: Record<string, SQLOutputValue>): Identity {
  const { account, name, role, spaces } = row;
  return identitySchema.parse({ account, name, role, spaces: JSON.parse(String(spaces)) });
}
