// Who holds which point, as the gateways tell it: all at their birth, then what changes. Kept in memory: they tell it anew.
import type { Standing } from '@campus/campus-model';

export class StandingBook {
  readonly #byGateway = new Map<string, Map<string, Standing>>();

  /** `isWhole`: nothing stands on points of the gateway that are not named. */
  told(gatewayId: string, standing: readonly Standing[], isWhole: boolean): void {
    const known = (!isWhole && this.#byGateway.get(gatewayId)) || new Map<string, Standing>();
    this.#byGateway.set(gatewayId, known);
    for (const one of standing) {
      if (one.orders.length === 0) known.delete(one.pointId);
      else known.set(one.pointId, one);
    }
  }

  /** A gateway tells of points that are its own; of others its word is not asked. */
  of(gatewayId: string, pointId: string): Standing {
    return this.#byGateway.get(gatewayId)?.get(pointId) ?? { pointId, orders: [] };
  }
}
