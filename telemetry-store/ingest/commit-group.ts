// What is committed at once, as it gathers: samples in one set of columns, which a store's thread reads where they are;
// positions and rows by outbox.
import { type SampleBatch, SampleColumns } from '@campus/campus-model';
import type { CommitGroup, CommittedRange, RowTally } from '../history-store.ts';

interface Share {
  readonly gatewayId: string;
  readonly outboxId: string;
  rows: number;
  readonly taken: CommittedRange[];
  readonly refused: CommittedRange[];
}

export class GatheredGroup {
  readonly #columns: SampleColumns;
  readonly #shares = new Map<string, Share>();
  /** The one used last is as a rule the one that is wanted. */
  #last: Share | null = null;

  /** `capacity` in samples; it grows where more come. */
  constructor(capacity: number) {
    this.#columns = new SampleColumns(capacity, SharedArrayBuffer);
  }

  get samples(): number {
    return this.#columns.length;
  }

  get isEmpty(): boolean {
    return this.#columns.length === 0 && this.#shares.size === 0;
  }

  /** Copies the batch; `outboxId` is empty for samples without positions. */
  addSamples(batch: SampleBatch, gatewayId: string, outboxId: string): void {
    if (batch.length === 0) return;
    this.#columns.append(batch);
    this.#share(gatewayId, outboxId).rows += batch.length;
  }

  addRange(range: CommittedRange): void {
    const { taken, refused } = this.#share(range.gatewayId, range.outboxId);
    (range.isRefused ? refused : taken).push(range);
  }

  /** Neighbouring ranges come as one. The columns are lent: good until the group is cleared. */
  contents(): CommitGroup {
    const shares = [...this.#shares.values()];
    return {
      batches: this.#columns.length > 0 ? [this.#columns.view()] : [],
      ranges: shares.flatMap(({ taken, refused }) => [...merged(taken), ...merged(refused)]),
      tallies: shares.flatMap(({ gatewayId, outboxId, rows }): RowTally[] =>
        rows > 0 ? [{ gatewayId, outboxId, rows }] : [],
      ),
    };
  }

  clear(): void {
    this.#columns.clear();
    this.#shares.clear();
    this.#last = null;
  }

  #share(gatewayId: string, outboxId: string): Share {
    const last = this.#last;
    if (last && last.outboxId === outboxId && last.gatewayId === gatewayId) return last;
    const key = `${gatewayId} ${outboxId}`;
    const share = this.#shares.get(key) ?? { gatewayId, outboxId, rows: 0, taken: [], refused: [] };
    this.#shares.set(key, share);
    this.#last = share;
    return share;
  }
}

/** A backlog comes device by device: its positions are strewn in each message and close up in the group. */
function merged(ranges: CommittedRange[]): CommittedRange[] {
  const found: CommittedRange[] = [];
  for (const range of ranges.sort((a, b) => a.first - b.first)) {
    const before = found.at(-1);
    if (before?.last === range.first - 1) found[found.length - 1] = { ...before, last: range.last };
    else found.push(range);
  }
  return found;
}
