// What the rules engine keeps, written in the database's thread: its state and the positions it has judged.
import type { DatabaseSync } from 'node:sqlite';
import { type JudgedRange, judgedRangeRows } from './judged-range-rows.ts';

/** What is kept together with effects. */
export interface RulesCheckpoint {
  readonly state: string;
  /** Positions judged since the last checkpoint. */
  readonly ranges: readonly JudgedRange[];
  readonly nowMs: number;
}

export function checkpointRows(database: DatabaseSync) {
  const saveState = database.prepare(
    'INSERT INTO rules_state VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET state = excluded.state',
  );
  const readState = database.prepare('SELECT state FROM rules_state');
  const { writeJudgedRanges, judgedRanges } = judgedRangeRows(database);

  return {
    /** To be called within a transaction. */
    writeCheckpoint({ state, ranges, nowMs }: RulesCheckpoint): void {
      saveState.run(state);
      writeJudgedRanges(ranges, nowMs);
    },

    judgedRanges,

    rulesState(): string | null {
      const row = readState.get();
      return row ? String(row.state) : null;
    },
  };
}
