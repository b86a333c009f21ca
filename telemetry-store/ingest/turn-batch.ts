// Samples that a gateway's messages bring in one turn of the event loop, taken as one batch: an agent sends hundreds of
// small messages at once, and what is done once a batch costs more than reading one of them.
import type { PositionRange, SampleBatch } from '@campus/campus-model';
import type { CommittedRange } from '../history-store.ts';

export interface Turn {
  readonly gatewayId: string;
  readonly outboxId: string;
  readonly isHistorical: boolean;
  /** Positions that are new to the rules, and those that history is to commit. Neighbours are one range. */
  readonly judged: Growing<PositionRange>[];
  readonly stored: Growing<CommittedRange>[];
}

type Growing<R> = { -readonly [K in keyof R]: R[K] };

export interface TurnBatchOptions {
  /** The samples gathered so far; they start anew. */
  batch(isHistorical: boolean): SampleBatch;
  take(turn: Turn, batch: SampleBatch): void;
  onFault(error: unknown): void;
}

export class TurnBatch {
  readonly #options: TurnBatchOptions;
  #turn: Turn | null = null;

  constructor(options: TurnBatchOptions) {
    this.#options = options;
  }

  /** The turn that samples of this kind belong to: what was gathered of another kind is taken first. */
  of(gatewayId: string, outboxId: string, isHistorical: boolean): Turn {
    const open = this.#turn;
    const isSame =
      open?.gatewayId === gatewayId && open.outboxId === outboxId && open.isHistorical === isHistorical;
    if (isSame) return open;
    this.flush();
    this.#turn = { gatewayId, outboxId, isHistorical, judged: [], stored: [] };
    queueMicrotask(() => this.flush());
    return this.#turn;
  }

  /** Takes what was gathered; to be called before anything that must come after it. */
  flush(): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = null;
    try {
      this.#options.take(turn, this.#options.batch(turn.isHistorical));
    } catch (error) {
      this.#options.onFault(error);
    }
  }
}

/** Adds a copy of a range to those of a turn; a neighbour becomes part of the last. */
export function extend<R extends PositionRange & { readonly isRefused?: boolean }>(
  ranges: Growing<R>[],
  range: R,
): void {
  const last = ranges.at(-1);
  if (last?.last === range.first - 1 && last.isRefused === range.isRefused) last.last = range.last;
  else ranges.push({ ...range });
}
