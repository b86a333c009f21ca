// From description to campus: templates, formulas and device models applied, every reference checked.
import type {
  Building,
  Campus,
  Device,
  Endpoint,
  Floor,
  Gateway,
  Person,
  PlanPoint,
  Point,
  Space,
} from '../campus.ts';
import { writeTerms } from '../commanded-point.ts';
import type { DeviceModel, DeviceModelCatalogue } from '../device-model.ts';
import { pointId } from '../point-id.ts';
import { idSchema } from '../text.ts';
import { checkTerms } from './check-terms.ts';
import { DrawnPlans } from './drawn-plans.ts';
import { applyFormulas, FormulaError, type FormulaValues } from './formula.ts';
import { type FilePath, type Mistake, mistakesOf, showFound } from './mistake.ts';
import { type CampusDescription, campusDescriptionSchema, type DeviceDescription } from './schema.ts';

export interface ExpandedCampus {
  readonly campus: Campus;
  /** Where each endpoint and device stands in the file, for mistakes that a driver finds. */
  readonly origins: ReadonlyMap<string, FilePath>;
}

export type ExpandResult =
  | ({ readonly ok: true } & ExpandedCampus)
  | { readonly ok: false; readonly mistakes: Mistake[] };

/** Reads a parsed description. `variables` overrides those of the file. Never throws for a mistake in the file. */
export function expandCampus(
  raw: unknown,
  models: DeviceModelCatalogue,
  variables: FormulaValues = {},
): ExpandResult {
  const parsed = campusDescriptionSchema.safeParse(raw);
  if (!parsed.success) return { ok: false, mistakes: mistakesOf(parsed.error, raw) };
  const expansion = new Expansion(parsed.data, models, variables);
  const expanded = expansion.run();
  return expansion.mistakes.length > 0
    ? { ok: false, mistakes: expansion.mistakes }
    : { ok: true, ...expanded };
}

type BuildingDescription = CampusDescription['buildings'][number];
type FloorDescription = BuildingDescription['floors'][number];
type SpaceEntry = FloorDescription['spaces'][number];

/** Of spaces that were only drawn. */
const addedHeightM = 3.3;

class Expansion {
  readonly mistakes: Mistake[] = [];
  readonly #description: CampusDescription;
  readonly #models: DeviceModelCatalogue;
  readonly #variables: FormulaValues;
  readonly #drawn: DrawnPlans;
  readonly #origins = new Map<string, FilePath>();
  readonly #gateways = new Map<string, Gateway>();
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #spaces = new Map<string, Space>();
  readonly #devices = new Map<string, Device>();
  readonly #points = new Map<string, Point>();
  readonly #people = new Map<string, Person>();

  constructor(description: CampusDescription, models: DeviceModelCatalogue, variables: FormulaValues) {
    this.#description = description;
    this.#models = models;
    this.#variables = { ...description.variables, ...variables };
    this.#drawn = new DrawnPlans(description);
  }

  run(): ExpandedCampus {
    const { site, demo, people, responsible, buildings } = this.#description;
    people.forEach((person, i) => {
      this.#add(this.#people, person.id, person, ['people', i, 'id']);
    });
    for (const [system, person] of Object.entries(responsible)) this.#person(person, ['responsible', system]);
    this.#addGateways();
    this.#addEndpoints();
    const expanded = buildings.map((building, i) => this.#building(building, ['buildings', i]));
    this.mistakes.push(...this.#drawn.mistakes(this.#spaces, this.#devices));
    this.mistakes.push(...checkTerms(this.#devices, this.#points, this.#origins));
    return {
      campus: {
        site,
        isDemo: demo,
        people,
        responsible,
        buildings: expanded,
        gateways: this.#gateways,
        endpoints: this.#endpoints,
        spaces: this.#spaces,
        devices: this.#devices,
        points: this.#points,
      },
      origins: this.#origins,
    };
  }

  #addGateways(): void {
    const known = this.#description.buildings.map((building) => building.id);
    this.#description.gateways.forEach(({ id, name, building }, i) => {
      const path = ['gateways', i];
      if (!known.includes(building))
        this.#wrong([...path, 'building'], building, 'the id of a building', known);
      this.#add(this.#gateways, id, { id, name, buildingId: building }, [...path, 'id']);
    });
  }

  #addEndpoints(): void {
    this.#description.endpoints.forEach((endpoint, i) => {
      const path = ['endpoints', i];
      if (!this.#gateways.has(endpoint.gateway)) {
        this.#wrong([...path, 'gateway'], endpoint.gateway, 'the id of a gateway', [
          ...this.#gateways.keys(),
        ]);
      }
      const settings = this.#formulas(endpoint.settings, this.#variables, [...path, 'settings']);
      const { id, protocol, gateway: gatewayId } = endpoint;
      this.#add(this.#endpoints, id, { id, gatewayId, protocol, settings: settings ?? {} }, [...path, 'id']);
      this.#origins.set(id, path);
    });
  }

  #building(building: BuildingDescription, path: FilePath): Building {
    const values = { ...this.#variables, building: building.id, ...building.with };
    const floors = building.floors.map((floor, i): Floor => {
      const floorValues = { ...values, floor: floor.id, level: floor.level, ...floor.with };
      const spaces = floor.spaces.flatMap(
        (space, n) =>
          this.#space(space, { building, floor, n, values: floorValues }, [
            ...path,
            'floors',
            i,
            'spaces',
            n,
          ]) ?? [],
      );
      const added = this.#addedSpaces(building, floor, [...path, 'floors', i, 'plan', 'added']);
      const drawn = this.#drawn.ofFloor(floor);
      return { id: floor.id, name: floor.name, level: floor.level, spaces: [...spaces, ...added], ...drawn };
    });
    return { id: building.id, name: building.name, outline: building.outline, floors };
  }

  /** Spaces that only the drawing has. */
  #addedSpaces(building: BuildingDescription, floor: FloorDescription, path: FilePath): Space[] {
    return (floor.plan?.added ?? []).map((added, i): Space => {
      const space = { ...added, buildingId: building.id, floorId: floor.id, heightM: addedHeightM, seats: 0 };
      this.#add(this.#spaces, space.id, space, [...path, i, 'id']);
      return space;
    });
  }

  #space(
    entry: SpaceEntry,
    place: { building: BuildingDescription; floor: FloorDescription; n: number; values: FormulaValues },
    path: FilePath,
  ): Space | null {
    const template = this.#description.templates[entry.template];
    if (!template) {
      this.#wrong(
        [...path, 'template'],
        entry.template,
        'a room template',
        Object.keys(this.#description.templates),
      );
      return null;
    }
    const space: Space = {
      id: entry.id,
      name: entry.name,
      kind: template.kind,
      buildingId: place.building.id,
      floorId: place.floor.id,
      outline: this.#drawn.outline(entry.id) ?? outlineOf(template, entry.at),
      heightM: template.heightM,
      seats: entry.seats ?? template.seats,
      responsible: this.#person(entry.responsible, [...path, 'responsible']),
    };
    this.#add(this.#spaces, space.id, space, [...path, 'id']);
    const values = { ...place.values, n: place.n, space: entry.id, ...entry.with };
    template.devices.forEach((device, i) => {
      this.#repeat(device, space, entry.at, values, ['templates', entry.template, 'devices', i]);
    });
    entry.devices?.forEach((device, i) => {
      this.#repeat(device, space, entry.at, values, [...path, 'devices', i]);
    });
    return space;
  }

  #repeat(
    device: DeviceDescription,
    space: Space,
    corner: PlanPoint,
    values: FormulaValues,
    path: FilePath,
  ): void {
    for (let k = 1; k <= (device.repeat ?? 1); k++)
      this.#device(device, space, corner, { ...values, k }, path);
  }

  #device(
    device: DeviceDescription,
    space: Space,
    corner: PlanPoint,
    values: FormulaValues,
    path: FilePath,
  ): void {
    const applied = this.#formulas(device, values, path);
    const found = applied && this.#resolve(applied, path);
    if (!found) return;
    const { model, endpoint } = found;
    const expanded: Device = {
      id: applied.id,
      name: applied.name,
      modelId: model.id,
      kind: model.kind,
      system: model.system,
      gatewayId: endpoint.gatewayId,
      endpointId: endpoint.id,
      spaceId: space.id,
      at: this.#drawn.place(applied.id, () =>
        applied.at ? [corner[0] + Number(applied.at[0]), corner[1] + Number(applied.at[1])] : undefined,
      ),
      address: applied.address,
      ...(applied.outputs ? { outputs: applied.outputs } : {}),
      responsible: this.#person(applied.responsible, [...path, 'responsible']),
    };
    this.#add(this.#devices, expanded.id, expanded, [...path, 'id']);
    this.#origins.set(expanded.id, path);
    for (const point of model.points) {
      const id = pointId(expanded.id, point.id);
      const { gatewayId, spaceId, system } = expanded;
      const write = writeTerms(point.write, expanded.id, expanded.outputs?.[point.id]);
      const own = { pointId: id, deviceId: expanded.id, gatewayId, spaceId, system };
      this.#points.set(id, { ...point, ...(write ? { write } : {}), ...own });
    }
  }

  /** The model and endpoint that a device names, or null with the mistake noted. */
  #resolve(device: DeviceDescription, path: FilePath): { model: DeviceModel; endpoint: Endpoint } | null {
    const checkedId = idSchema.safeParse(device.id);
    if (!checkedId.success) this.#wrong([...path, 'id'], device.id, checkedId.error.issues[0]!.message);
    const model = this.#models.get(device.model);
    if (!model) this.#wrong([...path, 'model'], device.model, 'a device model', [...this.#models.keys()]);
    const endpoint = this.#endpoints.get(device.endpoint);
    if (!endpoint) {
      this.#wrong([...path, 'endpoint'], device.endpoint, 'the id of an endpoint', [
        ...this.#endpoints.keys(),
      ]);
    }
    if (!model || !endpoint || !checkedId.success) return null;
    if (endpoint.protocol === model.protocol) return { model, endpoint };
    this.#wrong([...path, 'endpoint'], device.endpoint, `an endpoint that speaks ${model.protocol}`);
    return null;
  }

  #formulas<T>(value: T, values: FormulaValues, path: FilePath): T | null {
    try {
      return applyFormulas(value, values);
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      this.mistakes.push({
        path,
        found: error.message,
        expected: 'a formula of known names and + - * / % ( )',
      });
      return null;
    }
  }

  #person(id: string | undefined, path: FilePath): string | undefined {
    if (id !== undefined && !this.#people.has(id)) {
      this.#wrong(path, id, 'the id of a person', [...this.#people.keys()]);
    }
    return id;
  }

  #add<T>(into: Map<string, T>, id: string, value: T, path: FilePath): void {
    if (into.has(id)) this.#wrong(path, id, 'an id that is not used twice');
    else into.set(id, value);
  }

  #wrong(path: FilePath, found: unknown, expected: string, known?: readonly string[]): void {
    const hint = known ? nearest(String(found), known) : undefined;
    const full = hint ? `${expected}; did you mean "${hint}"?` : expected;
    this.mistakes.push({ path, found: showFound(found), expected: full });
  }
}

function outlineOf(
  template: { size?: [number, number]; outline?: [number, number][] },
  [x, y]: PlanPoint,
): PlanPoint[] {
  const [width, depth] = template.size ?? [6, 6];
  const relative: PlanPoint[] = template.outline ?? [
    [0, 0],
    [width, 0],
    [width, depth],
    [0, depth],
  ];
  return relative.map(([dx, dy]) => [x + dx, y + dy]);
}

/** The known word nearest to a mistyped one, if it is near at all. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
