// What the box shows: the hub's answer and the page's own things as one list of groups. Pure.
import type { SearchAnswer, SearchItem, Text } from '@campus/campus-model';
import type { LocalHit, LocalThing } from './local-search.ts';
import type { RecentThing } from './recent.ts';
import { hrefOf } from './search-links.ts';

export type FoundKind = SearchItem['kind'] | LocalThing['kind'];

/** One line that can be chosen. */
export interface Found {
  readonly key: string;
  readonly kind: FoundKind;
  readonly name: Text;
  readonly where: Text | null;
  /** Null for a command, and for a person without a room. */
  readonly href: string | null;
  /** What the hub found; null for the page's own things. */
  readonly item: SearchItem | null;
}

export interface FoundGroup {
  readonly kind: FoundKind;
  readonly total: number;
  readonly found: readonly Found[];
}

export function groupsOf(answer: SearchAnswer | undefined, local: readonly LocalHit[]): FoundGroup[] {
  const remote = (answer?.items ?? []).map((item) => ({ rank: item.rank, found: ofItem(item) }));
  const own = local.map(({ thing, rank }) => ({ rank, found: ofThing(thing) }));
  const ranks = new Map<FoundKind, number>();
  for (const { rank, found } of [...remote, ...own]) {
    ranks.set(found.kind, Math.min(rank, ranks.get(found.kind) ?? Number.POSITIVE_INFINITY));
  }
  const grouped = Map.groupBy([...remote, ...own], ({ found }) => found.kind);
  return [...grouped]
    .map(([kind, all]) => ({
      kind,
      total: (answer?.totals as Partial<Record<FoundKind, number>> | undefined)?.[kind] ?? all.length,
      found: all.map(({ found }) => found),
    }))
    .sort((a, b) => standing(a.kind, ranks) - standing(b.kind, ranks));
}

/** A command that was asked for first; then by the best match, the hub's order among equals. */
function standing(kind: FoundKind, ranks: ReadonlyMap<FoundKind, number>): number {
  return kind === 'order' ? -1 : (ranks.get(kind) ?? 0);
}

function ofItem(item: SearchItem): Found {
  const { kind, id, name, where } = item;
  return { key: `${kind}:${id}`, kind, name, where, href: hrefOf(item), item };
}

function ofThing({ kind, id, href, name, where }: LocalThing): Found {
  return { key: `${kind}:${id}`, kind, name, where, href, item: null };
}

export function ofRecent({ kind, href, name, where }: RecentThing): Found {
  return { key: `recent:${href}`, kind: kind as FoundKind, name, where, href, item: null };
}
