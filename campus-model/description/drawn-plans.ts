// The drawings that stand in the campus file beside the spaces of their floors: what they put in the place of templates.
import type { Device, Floor, PlanPoint, Space } from '../campus.ts';
import type { FloorPlan } from '../plan-drawing.ts';
import type { FilePath, Mistake } from './mistake.ts';
import type { CampusDescription } from './schema.ts';

interface PlacedPlan {
  readonly floorId: string;
  readonly plan: FloorPlan;
  readonly path: FilePath;
}

/** Ids are unique in a site, so the drawings of all floors are one look-up. */
export class DrawnPlans {
  readonly #plans: readonly PlacedPlan[];
  readonly #outlines = new Map<string, readonly PlanPoint[]>();
  readonly #places = new Map<string, PlanPoint | null>();

  constructor({ buildings }: CampusDescription) {
    this.#plans = buildings.flatMap(({ floors }, i) =>
      floors.flatMap(({ id, plan }, n) =>
        plan ? [{ floorId: id, plan, path: ['buildings', i, 'floors', n, 'plan'] }] : [],
      ),
    );
    for (const { plan } of this.#plans) {
      for (const [id, outline] of Object.entries(plan.spaces)) this.#outlines.set(id, outline);
      for (const [id, at] of Object.entries(plan.devices)) this.#places.set(id, at);
    }
  }

  outline(spaceId: string): readonly PlanPoint[] | undefined {
    return this.#outlines.get(spaceId);
  }

  /** Where a device stands: as drawn, else as described. */
  place(deviceId: string, described: () => PlanPoint | undefined): PlanPoint | undefined {
    const drawn = this.#places.get(deviceId);
    return drawn === undefined ? described() : (drawn ?? undefined);
  }

  ofFloor({ plan }: { readonly plan?: FloorPlan | undefined }): Pick<Floor, 'doors' | 'northDeg'> {
    return {
      ...(plan && plan.doors.length > 0 ? { doors: plan.doors } : {}),
      ...(plan && plan.northDeg !== null ? { northDeg: plan.northDeg } : {}),
    };
  }

  /** What a drawing names that its floor does not have. */
  mistakes(spaces: ReadonlyMap<string, Space>, devices: ReadonlyMap<string, Device>): Mistake[] {
    return this.#plans.flatMap(({ floorId, plan, path }) => {
      const isHere = (spaceId: string | undefined) => spaces.get(spaceId ?? '')?.floorId === floorId;
      const strangeSpaces = Object.keys(plan.spaces).filter((id) => !isHere(id));
      const strangeDevices = Object.keys(plan.devices).filter((id) => !isHere(devices.get(id)?.spaceId));
      const strangeDoors = plan.doors.flatMap(({ spaceIds }, row) =>
        spaceIds.filter((id) => !isHere(id)).map((id) => ({ row, id })),
      );
      return [
        ...strangeSpaces.map((id) => mistake([...path, 'spaces', id], id, 'the id of a space of this floor')),
        ...strangeDevices.map((id) =>
          mistake([...path, 'devices', id], id, 'the id of a device of this floor'),
        ),
        ...strangeDoors.map(({ row, id }) =>
          mistake([...path, 'doors', row, 'spaceIds'], id, 'the id of a space of this floor'),
        ),
      ];
    });
  }
}

function mistake(path: FilePath, id: string, expected: string): Mistake {
  return { path, found: `"${id}"`, expected };
}
