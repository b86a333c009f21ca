// The audit's rows. Other parts write theirs in the transaction of the act itself.
import type { DatabaseSync } from 'node:sqlite';
import { type AuditEntry, auditEntrySchema } from '@campus/campus-model';

export type AuditRow = Omit<AuditEntry, 'id'>;

export type AuditRows = ReturnType<typeof auditRows>;

export function auditRows(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO audit (at, account, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?');
  return {
    insertAudit({ at, account, action, subject, detail }: AuditRow): void {
      insert.run(at, account, action, subject, detail);
    },
    listAudit(limit: number, before: number): AuditEntry[] {
      return select.all(before, limit).map((row) => auditEntrySchema.parse(row));
    },
  };
}
