// Samples of past days that an agent finds in its outbox when it starts: late data, for which the hub folds days again.
import type { Campus } from '@campus/campus-model';
import type { Random } from '@campus/runtime';
import { fillOutbox } from './outage-fill.ts';
import { gatewayIds } from './proof-campus.ts';

/** Starts of an agent at which it finds some. */
const share = 0.4;
const size = { rounds: 60, points: 100, periodMs: 5_000 };
const dayMs = 86_400_000;
/** A day is met again after so many: then it was folded before. */
const days = 6;

export class PastSamples {
  readonly #campus: Campus;
  readonly #random: Random;
  readonly #note: (line: string) => void;
  #brought = 0;

  constructor(campus: Campus, random: Random, note: (line: string) => void) {
    this.#campus = campus;
    this.#random = random;
    this.#note = note;
  }

  /** Puts some into an agent's outbox, or does not; the agent does not run. */
  async bring(agentFolder: string, gateway: number): Promise<void> {
    if (this.#random() >= share) return;
    const round = Math.floor(this.#brought / days);
    const endMs = Date.now() - (2 + (this.#brought % days)) * dayMs - round * size.rounds * size.periodMs;
    this.#brought++;
    const gatewayId = gatewayIds[gateway]!;
    this.#note(
      `${gatewayId} brings ${size.rounds * size.points} samples up to ${new Date(endMs).toISOString()}`,
    );
    await fillOutbox(agentFolder, this.#campus, gatewayId, size, endMs);
  }
}
