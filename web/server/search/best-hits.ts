// The best few of many hits without sorting them all. Pure.
import type { SearchHit } from './search-table.ts';

/** The `most` hits with the least rank; of equals those that come first. */
export function bestHits(hits: readonly SearchHit[], most: number): SearchHit[] {
  if (hits.length <= most) return [...hits].sort(byRank);
  const counts = new Map<number, number>();
  for (const { rank } of hits) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  let taken = 0;
  let last = 0;
  for (const rank of [...counts.keys()].sort((a, b) => a - b)) {
    last = rank;
    taken += counts.get(rank)!;
    if (taken >= most) break;
  }
  return hits
    .filter(({ rank }) => rank <= last)
    .sort(byRank)
    .slice(0, most);
}

function byRank(a: SearchHit, b: SearchHit): number {
  return a.rank - b.rank;
}
