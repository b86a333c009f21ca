// Finding points by place, device, quantity or words in either language.
import type { Campus, Point } from '@campus/campus-model';

interface PointQuery {
  readonly space?: string | undefined;
  readonly device?: string | undefined;
  readonly quantity?: string | undefined;
  /** Words that must all occur in names or ids. */
  readonly text?: string | undefined;
  readonly ids?: readonly string[] | undefined;
}

export class PointSearch {
  readonly #campus: Campus;
  readonly #words = new Map<string, string>();

  constructor(campus: Campus) {
    this.#campus = campus;
    for (const point of campus.points.values()) this.#words.set(point.pointId, wordsOf(campus, point));
  }

  /** All that match, in the order of the description (of `ids`, where given). */
  find({ space, device, quantity, text, ids }: PointQuery): Point[] {
    const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    return this.#candidates(ids).filter(
      (point) =>
        (space === undefined || point.spaceId === space) &&
        (device === undefined || point.deviceId === device) &&
        (quantity === undefined || point.quantity === quantity) &&
        words.every((word) => this.#words.get(point.pointId)?.includes(word)),
    );
  }

  #candidates(ids: readonly string[] | undefined): Point[] {
    const { points } = this.#campus;
    if (!ids) return [...points.values()];
    return ids.map((id) => points.get(id)).filter((point) => point !== undefined);
  }
}

function wordsOf(campus: Campus, point: Point): string {
  const named = [point, campus.devices.get(point.deviceId), campus.spaces.get(point.spaceId)];
  const names = named.flatMap((thing) => (thing ? [thing.name.zh, thing.name.en] : []));
  return [point.pointId, point.spaceId, ...names].join('\n').toLowerCase();
}
