// The drawings' rows, written in the database's thread, each version together with its entry in the audit.
import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import {
  type DrawingChanges,
  type DrawnVersion,
  drawnVersionSchema,
  type FloorPlace,
  mostPlanVersions,
  type PlanDrawing,
  type PlanVersion,
  planVersionSchema,
} from '@campus/campus-model';
import type { AuditRow, AuditRows } from '../audit/audit-rows.ts';
import { inTransaction } from '../database/open-database.ts';

export interface PlanChange extends FloorPlace {
  /** The version that was changed; 0 where nothing was drawn. */
  readonly version: number;
  readonly drawing: PlanDrawing;
  readonly changes: DrawingChanges;
  /** The version that is brought back, where one is. */
  readonly restored: number | null;
}

/** The version as it stands now, or `changed` where someone else was quicker. */
export type PlanAnswer = { readonly drawn: DrawnVersion } | 'changed';

export type PlacedVersion = FloorPlace & { readonly drawn: DrawnVersion };

const facts = `
  building, floor, version, changes, restored, changed_at, changed_by,
  (SELECT name FROM accounts WHERE account = changed_by) AS changed_by_name`;
const whole = `
  ${facts}, plan_versions.content AS content, plan_backdrops.content AS backdrop_content
  FROM plan_versions LEFT JOIN plan_backdrops ON plan_backdrops.hash = plan_versions.backdrop`;
const newest = 'SELECT max(version) FROM plan_versions AS own WHERE own.building = ? AND own.floor = ?';

function prepared(database: DatabaseSync) {
  const all = database.prepare(`
    SELECT ${whole} WHERE version = (
      SELECT max(version) FROM plan_versions AS own
      WHERE own.building = plan_versions.building AND own.floor = plan_versions.floor)`);
  const one = database.prepare(`SELECT ${whole} WHERE building = ? AND floor = ? AND version = ?`);
  const list = database.prepare(
    `SELECT ${facts} FROM plan_versions WHERE building = ? AND floor = ? ORDER BY version DESC`,
  );
  const last = database.prepare(`SELECT coalesce((${newest}), 0) AS version`);
  const insert = database.prepare(`
    INSERT INTO plan_versions (building, floor, version, content, backdrop, changes, restored, changed_at, changed_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const forgetOld = database.prepare(
    'DELETE FROM plan_versions WHERE building = ? AND floor = ? AND version <= ?',
  );
  const keepBackdrop = database.prepare('INSERT OR IGNORE INTO plan_backdrops (hash, content) VALUES (?, ?)');
  const forgetBackdrops = database.prepare(`
    DELETE FROM plan_backdrops WHERE NOT EXISTS (
      SELECT 1 FROM plan_versions WHERE plan_versions.backdrop = plan_backdrops.hash)`);
  return { all, one, list, last, insert, forgetOld, keepBackdrop, forgetBackdrops };
}

export function planRows(database: DatabaseSync, audit: AuditRows) {
  const { all, one, list, last, insert, forgetOld, keepBackdrop, forgetBackdrops } = prepared(database);

  const hashOfKept = (backdrop: PlanDrawing['backdrop']): string | null => {
    if (!backdrop) return null;
    const content = JSON.stringify(backdrop);
    const hash = createHash('sha256').update(content).digest('hex');
    keepBackdrop.run(hash, content);
    return hash;
  };
  const findPlanVersion = ({ buildingId, floorId }: FloorPlace, version: number): DrawnVersion | null => {
    const row = one.get(buildingId, floorId, version);
    return row ? drawnOf(row) : null;
  };

  return {
    findPlanVersion,

    /** What stands now, of all floors that were drawn. */
    currentPlans(): PlacedVersion[] {
      return all.all().map((row) => ({
        buildingId: String(row.building),
        floorId: String(row.floor),
        drawn: drawnOf(row),
      }));
    },

    /** Newest first. */
    listPlanVersions({ buildingId, floorId }: FloorPlace): PlanVersion[] {
      return list.all(buildingId, floorId).map((row) => planVersionSchema.parse(factsOf(row)));
    },

    savePlan({ buildingId, floorId, ...change }: PlanChange, entry: AuditRow): PlanAnswer {
      return inTransaction(database, () => {
        const version = Number(last.get(buildingId, floorId)!.version);
        if (version !== change.version) return 'changed';
        const { backdrop, ...content } = change.drawing;
        const changes = JSON.stringify(change.changes);
        const said = [changes, change.restored, entry.at, entry.account] as const;
        insert.run(buildingId, floorId, version + 1, JSON.stringify(content), hashOfKept(backdrop), ...said);
        forgetOld.run(buildingId, floorId, version + 1 - mostPlanVersions);
        forgetBackdrops.run();
        audit.insertAudit(entry);
        return { drawn: findPlanVersion({ buildingId, floorId }, version + 1)! };
      });
    },
  };
}

type Row = Record<string, SQLOutputValue>;

function factsOf(row: Row) {
  return {
    version: row.version,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    changedByName: row.changed_by_name,
    restored: row.restored,
    changes: JSON.parse(String(row.changes)),
  };
}

function drawnOf(row: Row): DrawnVersion {
  const backdrop = row.backdrop_content === null ? null : JSON.parse(String(row.backdrop_content));
  return drawnVersionSchema.parse({
    ...factsOf(row),
    drawing: { ...JSON.parse(String(row.content)), backdrop },
  });
}
