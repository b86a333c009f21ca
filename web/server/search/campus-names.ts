// What each thing of the campus is called and what it belongs to: the names under which it is found.
import type {
  Building,
  Campus,
  Device,
  DeviceModelCatalogue,
  Floor,
  Point,
  Space,
  Text,
} from '@campus/campus-model';
import type { SearchNames } from './search-table.ts';
import type { SearchTerms } from './search-terms.ts';

export interface PlacedFloor {
  readonly building: Building;
  readonly floor: Floor;
}

/** Writes the names of a campus into `terms` as it is asked for them. */
export class CampusNames {
  readonly #campus: Campus;
  readonly #models: DeviceModelCatalogue;
  readonly #terms: SearchTerms;
  readonly #buildings: ReadonlyMap<string, Building>;
  readonly #floors: ReadonlyMap<string, PlacedFloor>;

  constructor(campus: Campus, models: DeviceModelCatalogue, terms: SearchTerms) {
    this.#campus = campus;
    this.#models = models;
    this.#terms = terms;
    this.#buildings = new Map(campus.buildings.map((building) => [building.id, building]));
    this.#floors = new Map(
      campus.buildings.flatMap((building) =>
        building.floors.map((floor): [string, PlacedFloor] => [floor.id, { building, floor }]),
      ),
    );
  }

  floors(): PlacedFloor[] {
    return [...this.#floors.values()];
  }

  building(id: string): Building | undefined {
    return this.#buildings.get(id);
  }

  floor(id: string): Floor | undefined {
    return this.#floors.get(id)?.floor;
  }

  ofBuilding({ name, id }: Building): SearchNames {
    return { own: [this.#terms.ofText(name), this.#terms.ofId(id)], context: [] };
  }

  ofFloor({ building, floor }: PlacedFloor): SearchNames {
    return {
      own: [this.#terms.ofText(floor.name), this.#terms.ofId(floor.id)],
      context: [this.#terms.ofText(building.name), this.#terms.ofId(building.id)],
    };
  }

  ofSpace(space: Space): SearchNames {
    return {
      own: [this.#terms.ofText(space.name), this.#terms.ofId(space.id), this.#terms.ofId(space.kind)],
      context: this.#around(space).slice(2),
    };
  }

  ofDevice(device: Device): SearchNames {
    const model = this.#models.get(device.modelId);
    return {
      own: [
        this.#terms.ofText(device.name),
        this.#terms.ofId(device.id),
        this.#terms.ofId(device.kind),
        ...(model ? [this.#terms.ofText(model.name)] : []),
      ],
      context: this.#around(this.#campus.spaces.get(device.spaceId)),
    };
  }

  ofPoint(point: Point): SearchNames {
    return {
      own: [this.#terms.ofText(point.name), this.#terms.ofId(point.id)],
      context: [...this.#device(point.deviceId), ...this.#around(this.#campus.spaces.get(point.spaceId))],
    };
  }

  /** A point that is commanded goes by the name of what it moves. */
  ofOrder(point: Point, readback: Point | undefined): SearchNames {
    return {
      own: [
        this.#terms.ofText((readback ?? point).name),
        this.#terms.ofId((readback ?? point).id),
        ...this.#device(point.deviceId).slice(0, 1),
      ],
      context: this.#around(this.#campus.spaces.get(point.spaceId)),
    };
  }

  ofPerson({ id, name, phone }: Campus['people'][number]): SearchNames {
    const own = [this.#terms.ofText(name), this.#terms.ofId(id)];
    const spaces = [...this.#campus.spaces.values()].filter(({ responsible }) => responsible === id);
    return {
      own: phone === undefined ? own : [...own, this.#terms.ofId(phone)],
      context: spaces.map((space) => this.#terms.ofText(space.name)),
    };
  }

  /** Something that has just a name and an id, in a space or a building, or nowhere. */
  ofNamed(id: string, name: Text, spaceId: string | null, buildingId?: string): SearchNames {
    const building = buildingId === undefined ? undefined : this.#buildings.get(buildingId);
    return {
      own: [this.#terms.ofText(name), this.#terms.ofId(id)],
      context: building
        ? [this.#terms.ofText(building.name), this.#terms.ofId(building.id)]
        : this.#around(spaceId === null ? undefined : this.#campus.spaces.get(spaceId)),
    };
  }

  #device(deviceId: string): number[] {
    const device = this.#campus.devices.get(deviceId);
    return device ? [this.#terms.ofText(device.name), this.#terms.ofId(device.id)] : [];
  }

  /** Space, its id, building, floor. */
  #around(space: Space | undefined): number[] {
    if (!space) return [];
    const { building, floor } = this.#floors.get(space.floorId) ?? {};
    return [
      this.#terms.ofText(space.name),
      this.#terms.ofId(space.id),
      ...(building ? [this.#terms.ofText(building.name)] : []),
      ...(floor ? [this.#terms.ofText(floor.name)] : []),
    ];
  }
}
