// Entries of an agent's journal as they stand on the wire: command reports and alarm transitions, JSON in a metric.
import { type AlarmTransition, type CommandReport, commandReportSchema, wire } from '@campus/campus-model';
import type { Metric } from '@campus/sparkplug';

/** Longest JSON of an entry; an alarm over a whole space names some hundred points. */
const longestEntry = 64_000;
const longestId = 200;

export type JournalEntry =
  | { readonly kind: 'command'; readonly report: CommandReport }
  | { readonly kind: 'alarm'; readonly transition: AlarmTransition };

export function isJournalMetric({ name }: Metric): boolean {
  return name === wire.commandMetric || name === wire.alarmMetric;
}

/** Null where the metric holds no entry of the agreed form. */
export function readJournalEntry({ name, value }: Metric): JournalEntry | null {
  const content = parseJson(value);
  if (name === wire.commandMetric) {
    const report = commandReportSchema.safeParse(content);
    return report.success ? { kind: 'command', report: report.data } : null;
  }
  return name === wire.alarmMetric && isTransition(content) ? { kind: 'alarm', transition: content } : null;
}

function parseJson(value: Metric['value']): unknown {
  if (typeof value !== 'string' || value.length > longestEntry) return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

function isTransition(content: unknown): content is AlarmTransition {
  if (typeof content !== 'object' || content === null) return false;
  const { ruleId, subject, occurrence, isActive, at, value, pointIds, spaceId } = content as Record<
    keyof AlarmTransition,
    unknown
  >;
  return (
    isId(ruleId) &&
    isId(subject) &&
    Number.isSafeInteger(occurrence) &&
    typeof isActive === 'boolean' &&
    Number.isSafeInteger(at) &&
    (value === null || Number.isFinite(value)) &&
    Array.isArray(pointIds) &&
    pointIds.every(isId) &&
    (spaceId === null || isId(spaceId))
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestId;
}
