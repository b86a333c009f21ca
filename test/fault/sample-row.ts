// One sample as the proofs compare it: every side (ledger, wire, outbox, history) is brought to this form.

export interface SampleRow {
  readonly pointId: string;
  readonly timeMs: number;
  /** Null is a missing value. */
  readonly value: number | null;
  readonly status: number;
  readonly ordinal: number;
}

/** All of a sample in one text: two samples are the same where their keys are. */
export function sampleKey({ pointId, timeMs, ordinal, value, status }: SampleRow): string {
  return `${pointId} ${timeMs}+${ordinal} ${value ?? 'missing'} (${status})`;
}

/** What makes a sample that sample and no other. */
export function identityKey({ pointId, timeMs, ordinal }: SampleRow): string {
  return `${pointId} ${timeMs}+${ordinal}`;
}
