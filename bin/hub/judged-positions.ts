// Outbox positions that the rules have judged and that are not durable yet, merged.
import { RangeSet } from '@campus/campus-model';
import type { GatewayRange } from '@campus/telemetry-store';

export class JudgedPositions {
  #gateways = new Map<string, Map<string, RangeSet>>();

  get isEmpty(): boolean {
    return this.#gateways.size === 0;
  }

  add({ gatewayId, outboxId, first, last }: GatewayRange): void {
    const outboxes = this.#gateways.get(gatewayId) ?? new Map<string, RangeSet>();
    const set = outboxes.get(outboxId) ?? new RangeSet();
    set.add(first, last);
    outboxes.set(outboxId, set);
    this.#gateways.set(gatewayId, outboxes);
  }

  /** All of them; none are left. */
  take(): GatewayRange[] {
    const taken: GatewayRange[] = [];
    for (const [gatewayId, outboxes] of this.#gateways)
      for (const [outboxId, set] of outboxes)
        for (const [first, last] of set.ranges()) taken.push({ gatewayId, outboxId, first, last });
    this.#gateways = new Map();
    return taken;
  }
}
