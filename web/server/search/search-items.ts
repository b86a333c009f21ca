// From things of the campus to what the search box shows of them. Pure.
import type {
  Alarm,
  Building,
  Campus,
  Device,
  Floor,
  Gateway,
  Identity,
  Person,
  Point,
  RuleView,
  SearchItem,
  Space,
  Text,
} from '@campus/campus-model';
import { pointView } from '../campus-view.ts';
import type { CampusNames, PlacedFloor } from './campus-names.ts';

type Ranked = Omit<SearchItem, 'rank'>;

const nowhere = { buildingId: null, floorId: null, spaceId: null, where: null } as const;

function joined(...parts: readonly (Text | undefined)[]): Text | null {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return null;
  return { zh: known.map(({ zh }) => zh).join(' · '), en: known.map(({ en }) => en).join(' · ') };
}

export class SearchItems {
  readonly #campus: Campus;
  readonly #names: CampusNames;

  constructor(campus: Campus, names: CampusNames) {
    this.#campus = campus;
    this.#names = names;
  }

  building({ id, name }: Building): Ranked {
    return { ...nowhere, kind: 'building', id, name, buildingId: id };
  }

  floor({ building, floor: { id, name } }: PlacedFloor): Ranked {
    const place = { buildingId: building.id, floorId: id, spaceId: null };
    return { kind: 'floor', id, name, where: building.name, ...place };
  }

  space(space: Space): Ranked {
    const { building, floor } = this.#place(space);
    const where = joined(building?.name, floor?.name);
    return { kind: 'space', id: space.id, name: space.name, sort: space.kind, ...this.#at(space.id), where };
  }

  equipment({ id, name, kind, spaceId }: Device): Ranked {
    return { kind: 'equipment', id, name, sort: kind, deviceId: id, ...this.#at(spaceId) };
  }

  point({ pointId: id, name, deviceId, spaceId }: Point): Ranked {
    return {
      kind: 'point',
      id,
      name,
      deviceId,
      ...this.#at(spaceId),
      where: joined(this.#at(spaceId).where ?? undefined, this.#campus.devices.get(deviceId)?.name),
    };
  }

  order(point: Point, readback: Point | undefined, value: number, identity: Identity): Ranked {
    const { name } = readback ?? point;
    const order = { point: pointView(point, identity), value };
    return { ...this.point(point), kind: 'order', name, order };
  }

  person({ id, name, phone }: Person): Ranked {
    const spaces = [...this.#campus.spaces.values()].filter(({ responsible }) => responsible === id);
    const [first] = spaces;
    const where = joined(...spaces.slice(0, 3).map((space) => space.name));
    const at = first ? { ...this.#at(first.id), where } : nowhere;
    return { kind: 'person', id, name, ...at, ...(phone === undefined ? {} : { phone }) };
  }

  gateway({ id, name, buildingId }: Gateway): Ranked {
    const where = this.#names.building(buildingId)?.name ?? null;
    return { ...nowhere, kind: 'gateway', id, name, buildingId, where };
  }

  rule({ id, name }: RuleView): Ranked {
    return { ...nowhere, kind: 'rule', id, name };
  }

  alarm({ id, name, spaceId, priority, state, isActive }: Alarm): Ranked {
    return { kind: 'alarm', id, name, ...this.#at(spaceId), alarm: { priority, state, isActive } };
  }

  #place(space: Space | undefined): { building: Building | undefined; floor: Floor | undefined } {
    const building = space && this.#names.building(space.buildingId);
    return { building, floor: space && this.#names.floor(space.floorId) };
  }

  /** Building and space, as a person says where something is. */
  #at(spaceId: string | null): Pick<Ranked, 'buildingId' | 'floorId' | 'spaceId' | 'where'> {
    const space = spaceId === null ? undefined : this.#campus.spaces.get(spaceId);
    if (!space) return { ...nowhere, spaceId };
    const { buildingId, floorId } = space;
    return { buildingId, floorId, spaceId, where: joined(this.#place(space).building?.name, space.name) };
  }
}
