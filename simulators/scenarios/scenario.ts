// What a scenario is: something that begins in the world, goes on with time, and can be ended without a trace.
import type { Text } from '@campus/campus-model';
import type { Faults } from '../faults/faults.ts';
import type { Simulation } from '../simulation.ts';

export interface Stage {
  readonly simulation: Simulation;
  readonly faults: Faults;
}

export interface Scenario {
  readonly name: string;
  readonly title: Text;
  readonly description: Text;
  /** The space it plays in where none is named; null where the campus has no place for it. */
  place(stage: Stage): string | null;
  /** Begins it; the returned function ends it. */
  begin(stage: Stage, spaceId: string): () => void;
}
