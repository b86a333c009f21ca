// The alarms' rows and the rules engine's state, written in the database's thread.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Alarm, type AlarmTransition, alarmId, alarmSchema } from '@campus/campus-model';
import type { AuditRows } from '../audit/audit-rows.ts';
import { inTransaction } from '../database/open-database.ts';
import { checkpointRows, type RulesCheckpoint } from './checkpoint-rows.ts';
import { type AlarmPresentation, acknowledged, nextAlarm } from './next-alarm.ts';

export interface PresentedTransition {
  readonly transition: AlarmTransition;
  readonly presentation: AlarmPresentation;
}

/** An alarm after a write, and whether the write changed it. */
export interface WrittenAlarm {
  readonly alarm: Alarm;
  readonly isChanged: boolean;
}

const write = `
  INSERT INTO alarms (id, rule_id, subject, occurrence, name, advice, system, priority, state, space_id, point_ids,
    value, raised_at, cleared_at, acknowledged_at, acknowledged_by, comment)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, space_id = excluded.space_id, value = excluded.value,
    raised_at = excluded.raised_at, cleared_at = excluded.cleared_at, acknowledged_at = excluded.acknowledged_at,
    acknowledged_by = excluded.acknowledged_by, comment = excluded.comment`;

const newestFirst = 'ORDER BY raised_at DESC, id LIMIT ?';

/** Those that stood at some time of a span, in some of the spaces or about some of the points. */
const around = `
  SELECT * FROM alarms WHERE raised_at < :toMs AND (cleared_at IS NULL OR cleared_at > :fromMs)
    AND (space_id IN (SELECT value FROM json_each(:spaces))
      OR EXISTS (SELECT 1 FROM json_each(point_ids) AS own JOIN json_each(:points) AS asked ON own.value = asked.value))
  ORDER BY raised_at DESC, id LIMIT :limit`;

export interface AlarmsAround {
  readonly fromMs: number;
  readonly toMs: number;
  readonly spaceIds: readonly string[];
  readonly pointIds: readonly string[];
  readonly limit: number;
}

export function alarmRows(database: DatabaseSync, audit: AuditRows) {
  const upsert = database.prepare(write);
  const find = database.prepare('SELECT * FROM alarms WHERE id = ?');
  const all = database.prepare(`SELECT * FROM alarms ${newestFirst}`);
  const open = database.prepare(`SELECT * FROM alarms WHERE state <> 'normal' ${newestFirst}`);
  const { writeCheckpoint, judgedRanges, rulesState } = checkpointRows(database);
  const alarmsAround = aroundReader(database);
  const listAlarms = (state: 'open' | 'all', limit: number): Alarm[] =>
    (state === 'open' ? open : all).all(limit).map(alarmOf);

  const findAlarm = (id: string): Alarm | null => {
    const row = find.get(id);
    return row ? alarmOf(row) : null;
  };

  const keep = (before: Alarm | null, alarm: Alarm): WrittenAlarm => {
    if (alarm !== before) upsert.run(...rowOf(alarm));
    return { alarm, isChanged: alarm !== before };
  };

  const applyOne = ({ transition, presentation }: PresentedTransition): WrittenAlarm => {
    const { ruleId, subject, occurrence } = transition;
    const before = findAlarm(alarmId(ruleId, subject, occurrence));
    return keep(before, nextAlarm(before, transition, presentation));
  };

  return {
    findAlarm,
    listAlarms,
    alarmsAround,

    /** Transitions, and with them what the engine keeps where they are its own, in one transaction. */
    applyTransitions(
      transitions: readonly PresentedTransition[],
      checkpoint: RulesCheckpoint | null,
    ): WrittenAlarm[] {
      return inTransaction(database, () => {
        if (checkpoint) writeCheckpoint(checkpoint);
        return transitions.map(applyOne);
      });
    },

    judgedRanges,
    rulesState,

    acknowledgeAlarm(id: string, by: string, at: number, comment: string | null): WrittenAlarm | null {
      return inTransaction(database, () => {
        const before = findAlarm(id);
        if (!before) return null;
        const written = keep(before, acknowledged(before, by, at, comment));
        if (written.isChanged) {
          audit.insertAudit({ at, account: by, action: 'acknowledge', subject: id, detail: comment ?? '' });
        }
        return written;
      });
    },
  };
}

function aroundReader(database: DatabaseSync): (query: AlarmsAround) => Alarm[] {
  const inSpan = database.prepare(around);
  return ({ fromMs, toMs, spaceIds, pointIds, limit }) => {
    const [spaces, points] = [JSON.stringify(spaceIds), JSON.stringify(pointIds)];
    return inSpan.all({ fromMs, toMs, spaces, points, limit }).map(alarmOf);
  };
}

function rowOf(alarm: Alarm): (string | number | null)[] {
  return [
    alarm.id,
    alarm.ruleId,
    alarm.subject,
    alarm.occurrence,
    JSON.stringify(alarm.name),
    alarm.advice ? JSON.stringify(alarm.advice) : null,
    alarm.system,
    alarm.priority,
    alarm.state,
    alarm.spaceId,
    JSON.stringify(alarm.pointIds),
    alarm.value,
    alarm.raisedAt,
    alarm.clearedAt,
    alarm.acknowledgedAt,
    alarm.acknowledgedBy,
    alarm.comment,
  ];
}

function alarmOf(row: Record<string, SQLOutputValue>): Alarm {
  return alarmSchema.parse({
    id: row.id,
    ruleId: row.rule_id,
    subject: row.subject,
    occurrence: row.occurrence,
    name: JSON.parse(String(row.name)),
    advice: row.advice === null ? undefined : JSON.parse(String(row.advice)),
    system: row.system,
    priority: row.priority,
    state: row.state,
    isActive: row.state === 'unacknowledged' || row.state === 'acknowledged',
    spaceId: row.space_id,
    pointIds: JSON.parse(String(row.point_ids)),
    value: row.value,
    raisedAt: row.raised_at,
    clearedAt: row.cleared_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    comment: row.comment,
  });
}
