// Finding points by place, device, quantity or words in either language.
import type { Campus, Point } from '@campus/campus-model';
import type { CampusSearch } from './search/campus-search.ts';

interface PointQuery {
  readonly space?: string | undefined;
  readonly device?: string | undefined;
  readonly quantity?: string | undefined;
  /** Words that must all occur in names or ids, or in the pinyin of names. */
  readonly text?: string | undefined;
  readonly ids?: readonly string[] | undefined;
}

export class PointSearch {
  readonly #campus: Campus;
  readonly #search: Pick<CampusSearch, 'points'>;

  constructor(campus: Campus, search: Pick<CampusSearch, 'points'>) {
    this.#campus = campus;
    this.#search = search;
  }

  /** All that match, in the order of the description (of `ids`, where given). */
  find({ space, device, quantity, text, ids }: PointQuery): Point[] {
    return this.#candidates(text, ids).filter(
      (point) =>
        (space === undefined || point.spaceId === space) &&
        (device === undefined || point.deviceId === device) &&
        (quantity === undefined || point.quantity === quantity),
    );
  }

  #candidates(text: string | undefined, ids: readonly string[] | undefined): Point[] {
    const { points } = this.#campus;
    const worded = text?.trim() ? this.#search.points(text) : null;
    if (!ids) return worded ?? [...points.values()];
    const wanted = worded && new Set(worded);
    return ids
      .map((id) => points.get(id))
      .filter((point) => point !== undefined)
      .filter((point) => wanted === null || wanted.has(point));
  }
}
