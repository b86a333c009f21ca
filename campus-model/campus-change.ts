// What differs between two states of a campus, thing by thing: what a change touches, and what is told of it.
import type { Campus } from './campus.ts';

/** Ids of one kind of thing. */
export interface ThingsChanged {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export const changedKinds = ['gateways', 'endpoints', 'spaces', 'devices', 'points'] as const;
export type ChangedKind = (typeof changedKinds)[number];

export interface CampusChange extends Readonly<Record<ChangedKind, ThingsChanged>> {
  /** Gateways whose devices or endpoints differ, new ones included. */
  readonly touchedGateways: readonly string[];
  readonly isEmpty: boolean;
}

export function compareCampus(before: Campus, after: Campus): CampusChange {
  const changes = Object.fromEntries(
    changedKinds.map((kind) => [kind, compareThings(before[kind], after[kind])]),
  ) as Record<ChangedKind, ThingsChanged>;
  const gatewayOf = (kind: 'endpoints' | 'devices', id: string): string[] =>
    [before, after].flatMap((campus) => campus[kind].get(id)?.gatewayId ?? []);
  const touched = (['endpoints', 'devices'] as const).flatMap((kind) =>
    idsOf(changes[kind]).flatMap((id) => gatewayOf(kind, id)),
  );
  const isSame = isEqual(withoutThings(before), withoutThings(after));
  return {
    ...changes,
    touchedGateways: [...new Set([...touched, ...changes.gateways.added])],
    isEmpty: isSame && changedKinds.every((kind) => idsOf(changes[kind]).length === 0),
  };
}

function idsOf({ added, changed, removed }: ThingsChanged): string[] {
  return [...added, ...changed, ...removed];
}

function compareThings(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): ThingsChanged {
  const ids = [...after.keys()];
  return {
    added: ids.filter((id) => !before.has(id)),
    changed: ids.filter((id) => before.has(id) && !isEqual(before.get(id), after.get(id))),
    removed: [...before.keys()].filter((id) => !after.has(id)),
  };
}

function withoutThings({ site, people, responsible, buildings }: Campus): unknown {
  return { site, people, responsible, buildings };
}

/** Both are expanded by the same code: equal things have their keys in the same order. */
function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
