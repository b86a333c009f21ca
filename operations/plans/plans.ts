// Drawings of floors: what stands now is held ready for every view of the campus, former versions are read when asked for.
// Who may draw is judged by the caller.
import {
  type Campus,
  CampusError,
  type DescribedFloor,
  type DrawnVersion,
  describedFloor,
  drawingChanges,
  drawingProblems,
  drawnFloor,
  type FloorPlace,
  findFloor,
  firstDrawing,
  fitting,
  hasChanges,
  type Identity,
  isBlocking,
  mostDrawingBytes,
  type PlanDrawing,
  type PlanDrawingView,
  type PlanVersion,
} from '@campus/campus-model';
import type { Clock, Log } from '@campus/runtime';
import type { OperationsDatabase } from '../database/database.ts';
import { Listeners } from '../listeners.ts';
import { problemWords, summaryOf } from './plan-words.ts';

interface PlansOptions {
  readonly campus: Campus;
  readonly clock: Clock;
  readonly log: Log;
}

export class Plans {
  readonly #database: OperationsDatabase;
  readonly #campus: Campus;
  readonly #clock: Clock;
  readonly #changed: Listeners<FloorPlace>;
  /** What stands now, by building and floor: as many as were drawn, never more than the campus has floors. */
  readonly #current = new Map<string, DrawnVersion>();

  constructor(database: OperationsDatabase, { campus, clock, log }: PlansOptions) {
    this.#database = database;
    this.#campus = campus;
    this.#clock = clock;
    this.#changed = new Listeners(log);
  }

  /** Once, before the first question. Drawings of floors that the campus no longer has are left as they are. */
  async load(): Promise<void> {
    for (const { drawn, ...place } of await this.#database.call('currentPlans', [])) {
      if (!findFloor(this.#campus, place)) continue;
      const drawing = fitting(this.#described(place), drawn.drawing);
      this.#current.set(keyOf(place), { ...drawn, drawing });
    }
  }

  /** Told of each floor that is drawn anew; the returned function ends it. */
  onChange(listener: (place: FloorPlace) => void): () => void {
    return this.#changed.add(listener);
  }

  /** The drawing that is laid over a floor, as far as it fits the description; null where there is none. */
  current(place: FloorPlace): PlanDrawing | null {
    return this.#current.get(keyOf(place))?.drawing ?? null;
  }

  /** What an editor opens. Throws CampusError `not-found`. */
  view(place: FloorPlace): PlanDrawingView {
    const described = this.#described(place);
    const drawn = this.#current.get(keyOf(place));
    return {
      ...place,
      version: drawn?.version ?? 0,
      changedAt: drawn?.changedAt ?? null,
      changedBy: drawn?.changedBy ?? null,
      changedByName: drawn?.changedByName ?? null,
      described,
      drawing: drawn?.drawing ?? firstDrawing(described),
    };
  }

  /** Newest first, at most 200. Throws CampusError `not-found`. */
  versions(place: FloorPlace): Promise<PlanVersion[]> {
    this.#described(place);
    return this.#database.call('listPlanVersions', [place]);
  }

  /** Throws CampusError `not-found`. */
  async version(place: FloorPlace, version: number): Promise<DrawnVersion> {
    const described = this.#described(place);
    const found = await this.#database.call('findPlanVersion', [place, version]);
    if (!found) throw new CampusError('not-found', `version ${version} of the plan of "${place.floorId}"`);
    return { ...found, drawing: fitting(described, found.drawing) };
  }

  /**
   * Throws CampusError `plan-changed` where `version` is no longer the floor's, `input-invalid` where the drawing cannot be
   * laid over it, `body-too-large` or `not-found`.
   */
  save(
    identity: Identity,
    place: FloorPlace,
    version: number,
    drawing: PlanDrawing,
  ): Promise<PlanDrawingView> {
    return this.#save(identity, place, version, drawing, null);
  }

  /** Brings back a former version as a new one. Throws as `save` does. */
  async restore(
    identity: Identity,
    place: FloorPlace,
    version: number,
    restored: number,
  ): Promise<PlanDrawingView> {
    const { drawing } = await this.version(place, restored);
    return this.#save(identity, place, version, drawing, restored);
  }

  async #save(
    identity: Identity,
    place: FloorPlace,
    version: number,
    drawing: PlanDrawing,
    restored: number | null,
  ): Promise<PlanDrawingView> {
    const described = this.#described(place);
    this.#check(place, described, drawing);
    const before = this.view(place);
    const changes = drawingChanges(before.drawing, drawing);
    if (version === before.version && !hasChanges(changes)) return before;
    const action = restored === null ? 'plan-change' : 'plan-restore';
    const detail = `version ${version + 1}${restored === null ? '' : ` (again ${restored})`}: ${summaryOf(changes)}`;
    const subject = `${place.buildingId}/${place.floorId}`;
    const entry = { at: this.#clock.now(), account: identity.account, action, subject, detail };
    const change = { ...place, version, drawing, changes, restored };
    const answer = await this.#database.call('savePlan', [change, entry]);
    if (answer === 'changed') throw this.#conflict(place);
    this.#current.set(keyOf(place), answer.drawn);
    this.#changed.tell(place);
    return this.view(place);
  }

  #conflict(place: FloorPlace): CampusError {
    const { version, changedBy, changedByName, changedAt } = this.view(place);
    if (changedAt === null) return new CampusError('plan-changed', 'no plan is drawn now');
    const at = new Date(changedAt).toISOString();
    const { changes } = this.#current.get(keyOf(place))!;
    return new CampusError(
      'plan-changed',
      `version ${version}: ${changedByName ?? changedBy}, ${at}: ${summaryOf(changes)}`,
    );
  }

  #described(place: FloorPlace): DescribedFloor {
    const floor = findFloor(this.#campus, place);
    if (!floor) {
      throw new CampusError('not-found', `floor "${place.floorId}" of building "${place.buildingId}"`);
    }
    return describedFloor(this.#campus, floor);
  }

  #check(place: FloorPlace, described: DescribedFloor, drawing: PlanDrawing): void {
    const bytes = Buffer.byteLength(JSON.stringify(drawing));
    if (bytes > mostDrawingBytes) {
      throw new CampusError('body-too-large', `a drawing of ${bytes} bytes (at most ${mostDrawingBytes})`);
    }
    const strange = this.#strange(place, described, drawing);
    if (strange) throw new CampusError('input-invalid', strange);
    const problem = drawingProblems(drawnFloor(described, drawing)).find(isBlocking);
    if (problem) throw new CampusError('input-invalid', problemWords(problem));
  }

  /** What a drawing names that is not of its floor; null where nothing is. */
  #strange(place: FloorPlace, described: DescribedFloor, drawing: PlanDrawing): string | null {
    const left = drawingChanges(fitting(described, drawing), drawing);
    const [named] = [...left.spaces, ...left.added, ...left.devices];
    if (named !== undefined) return `"${named}" (expected the id of a space or device of this floor)`;
    const [door] = left.doors;
    if (door !== undefined) return `door "${door}" (expected spaces of this floor)`;
    const taken = drawing.added.find(({ id }) => this.#campus.spaces.has(id) || this.#isElsewhere(place, id));
    return taken ? `"${taken.id}" (expected an id that no other space has)` : null;
  }

  #isElsewhere(place: FloorPlace, spaceId: string): boolean {
    return [...this.#current].some(
      ([key, { drawing }]) => key !== keyOf(place) && drawing.added.some(({ id }) => id === spaceId),
    );
  }
}

function keyOf({ buildingId, floorId }: FloorPlace): string {
  return `${buildingId}/${floorId}`;
}
