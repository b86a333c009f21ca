// From point ids that a person gave to the points and what the gate must judge.
import { type Action, type Campus, CampusError, type Point } from '@campus/campus-model';

/** All points by id; throws `not-found` naming the first that the campus does not have. */
export function pointsOf(campus: Campus, ids: readonly string[]): Point[] {
  return ids.map((id) => {
    const point = campus.points.get(id);
    if (!point) throw new CampusError('not-found', `point "${id.slice(0, 140)}"`);
    return point;
  });
}

/** The access of a route whose query names `points`: each of them must be allowed. */
export function accessByPoints(campus: Campus, action: Action) {
  return {
    action,
    resources: (request: { query: unknown }) =>
      pointsOf(campus, (request.query as { points: readonly string[] }).points),
  };
}
