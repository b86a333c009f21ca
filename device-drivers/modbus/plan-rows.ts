// A poll plan for people: a request a row.
import type { PlanRow } from '../driver.ts';
import type { ModbusUnit } from './unit.ts';

/** `learned`: addresses at which the device's refusals divided the reads of the table. */
export function planRows(units: readonly ModbusUnit[]): PlanRow[] {
  return units.flatMap((unit) =>
    unit.reads.map(({ block: { table, start, count, spans, periodMs } }) => ({
      unit: unit.id,
      table,
      start,
      count,
      points: spans.length,
      periodMs,
      learned: unit.boundaries.of(table).join(' '),
    })),
  );
}
