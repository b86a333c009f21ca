// The rules as the second consumer of samples, beside history: what ingest asks of them. Who judges is not its business.
import type { PositionRange, SampleBatch } from '@campus/campus-model';

export interface GatewayRange extends PositionRange {
  readonly gatewayId: string;
}

/** Each position is judged once, and its judgement is durable before the agent may forget it. */
export interface RulesConsumer {
  /** The positions it had kept, with its state, before this start. */
  restore(): Promise<readonly GatewayRange[]>;
  /**
   * Takes positions it has not had. Called in the same turn before their live samples reach LatestValues, from which the
   * rules judge them. `recovered`: samples of these positions that history has from an earlier run, in which the rules
   * could not keep them: to be judged by their own times, though later ones were judged before them; they are good during
   * the call only. Historical samples that are not recovered are settled without being judged. False: nothing was taken.
   */
  take(ranges: readonly GatewayRange[], recovered: SampleBatch | null): boolean;
  /** `listener` is told what has become durable together with state and effects. */
  onSettled(listener: (ranges: readonly GatewayRange[]) => void): void;
}
