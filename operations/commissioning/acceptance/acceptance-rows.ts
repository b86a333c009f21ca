// The rows of commissioning: acts, the verdicts that each brought, and replaced devices. Written in the database's thread, each
// act together with its entry in the audit. Verdicts are added and never changed: revoking an act brings back what stood before.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import {
  type Acceptance,
  type AcceptanceVerdict,
  acceptanceSchema,
  type Evidence,
  type OrderEvidence,
  orderEvidenceSchema,
  type Replacement,
  replacementSchema,
} from '@campus/campus-model';
import type { AuditRow, AuditRows } from '../../audit/audit-rows.ts';
import { inTransaction } from '../../database/open-database.ts';

/** Former verdicts of a point that are kept; older ones stand in the audit alone. */
const mostVerdictsAPoint = 20;
/** Replacements of a device that are shown. */
const mostReplacements = 50;

export interface NewAcceptance {
  readonly pointId: string;
  readonly verdict: AcceptanceVerdict;
  readonly note: string | null;
  readonly evidence: Evidence;
}

/** A verdict without its evidence. */
export interface StandingVerdict {
  readonly pointId: string;
  readonly verdict: AcceptanceVerdict;
}

export interface NewReplacement {
  readonly deviceId: string;
  readonly serial: string;
  readonly note: string | null;
}

export function acceptanceRows(database: DatabaseSync, audit: AuditRows) {
  const acts = actRows(database);
  return {
    ...acceptanceLists(database),
    ...replacementRows(database, audit, acts),

    /** The number of the act. */
    insertAcceptances(rows: readonly NewAcceptance[], entry: AuditRow): number {
      return inTransaction(database, () => {
        const act = acts.insert(rows, entry);
        audit.insertAudit(entry);
        return act;
      });
    },

    /** How many verdicts it takes back; null where there is no such act or it is revoked already. */
    revokeAcceptances(act: number, entry: AuditRow): number | null {
      return inTransaction(database, () => {
        const points = acts.revoke(act, entry);
        if (points !== null) audit.insertAudit(entry);
        return points;
      });
    },
  };
}

interface ActRows {
  insert(rows: readonly NewAcceptance[], entry: AuditRow): number;
  revoke(act: number, entry: AuditRow): number | null;
}

function actRows(database: DatabaseSync): ActRows {
  const insertAct = database.prepare('INSERT INTO acceptance_acts (at, account) VALUES (?, ?)');
  const insert = database.prepare(
    'INSERT INTO acceptances (point, act, verdict, note, evidence) VALUES (?, ?, ?, ?, ?)',
  );
  const forgetOld = database.prepare(`
    DELETE FROM acceptances WHERE point = :point AND act <= (
      SELECT act FROM acceptances WHERE point = :point ORDER BY act DESC LIMIT 1 OFFSET :kept)`);
  const revoke = database.prepare(
    'UPDATE acceptance_acts SET revoked_at = ?, revoked_by = ? WHERE number = ? AND revoked_at IS NULL',
  );
  const count = database.prepare('SELECT count(*) AS n FROM acceptances WHERE act = ?');
  return {
    insert(rows, { at, account }) {
      const act = Number(insertAct.run(at, account).lastInsertRowid);
      for (const { pointId, verdict, note, evidence } of rows) {
        insert.run(pointId, act, verdict, note, JSON.stringify(evidence));
        forgetOld.run({ point: pointId, kept: mostVerdictsAPoint });
      }
      return act;
    },
    revoke(act, { at, account }) {
      if (revoke.run(at, account, act).changes === 0) return null;
      return Number(count.get(act)!.n);
    },
  };
}

/** Of each point the verdict of the last act that was not revoked, as it stood at `:at`. */
const standing = `
  max(acceptances.act) AS act, acceptances.point, acceptances.verdict
  FROM acceptances JOIN acceptance_acts AS acts ON acts.number = acceptances.act`;
const asOf = 'acts.at <= :at AND (acts.revoked_at IS NULL OR acts.revoked_at > :at)';

function acceptanceLists(database: DatabaseSync) {
  const verdicts = database.prepare(`SELECT ${standing} WHERE ${asOf} GROUP BY acceptances.point`);
  // Of a row with max(), SQLite takes the other columns from the row where the maximum stands.
  const list = database.prepare(`
    SELECT acts.at, acts.account, accounts.name, acceptances.note, acceptances.evidence, ${standing}
    LEFT JOIN accounts ON accounts.account = acts.account
    WHERE ${asOf} AND acceptances.point IN (SELECT value FROM json_each(:points))
    GROUP BY acceptances.point`);
  const orders = database.prepare(`
    SELECT commands.* FROM json_each(:points) AS asked JOIN commands ON commands.id = (
      SELECT id FROM commands WHERE point_id = asked.value AND is_release = 0 ORDER BY requested_at DESC, rowid DESC LIMIT 1)`);
  return {
    standingVerdicts(at: number): StandingVerdict[] {
      return verdicts
        .all({ at })
        .map((row) => ({ pointId: String(row.point), verdict: row.verdict as AcceptanceVerdict }));
    },

    listAcceptances(pointIds: readonly string[], at: number): Acceptance[] {
      return list.all({ at, points: JSON.stringify(pointIds) }).map(acceptanceOf);
    },

    /** The last command that gave a value to each point that ever had one. */
    lastOrders(pointIds: readonly string[]): OrderEvidence[] {
      return orders.all({ points: JSON.stringify(pointIds) }).map(orderOf);
    },
  };
}

function replacementRows(database: DatabaseSync, audit: AuditRows, acts: ActRows) {
  const insert = database.prepare(
    'INSERT INTO device_replacements (device, at, account, serial, note) VALUES (?, ?, ?, ?, ?)',
  );
  const list = database.prepare(`
    SELECT replaced.*, accounts.name FROM device_replacements AS replaced
    LEFT JOIN accounts ON accounts.account = replaced.account
    WHERE replaced.device = ? ORDER BY replaced.number DESC LIMIT ${mostReplacements}`);
  return {
    listReplacements(deviceId: string): Replacement[] {
      return list.all(deviceId).map(replacementOf);
    },

    /** Keeps it and opens the points of the device again, in one. */
    insertReplacement(
      { deviceId, serial, note }: NewReplacement,
      reopened: readonly NewAcceptance[],
      entry: AuditRow,
    ): Replacement {
      return inTransaction(database, () => {
        insert.run(deviceId, entry.at, entry.account, serial, note);
        if (reopened.length > 0) acts.insert(reopened, entry);
        audit.insertAudit(entry);
        return replacementOf(list.get(deviceId)!);
      });
    },
  };
}

function acceptanceOf(row: Record<string, SQLOutputValue>): Acceptance {
  return acceptanceSchema.parse({
    pointId: row.point,
    act: row.act,
    verdict: row.verdict,
    note: row.note,
    by: row.account,
    byName: row.name,
    at: row.at,
    evidence: JSON.parse(String(row.evidence)),
  });
}

function orderOf(row: Record<string, SQLOutputValue>): OrderEvidence {
  return orderEvidenceSchema.parse({
    id: row.id,
    pointId: row.point_id,
    value: row.value,
    state: row.state,
    reason: row.reason,
    detail: row.detail,
    readback: row.readback,
    witness: row.witness,
    at: row.requested_at,
    by: row.asked_by,
  });
}

function replacementOf(row: Record<string, SQLOutputValue>): Replacement {
  return replacementSchema.parse({
    number: row.number,
    deviceId: row.device,
    at: row.at,
    by: row.account,
    byName: row.name,
    serial: row.serial,
    note: row.note,
  });
}
