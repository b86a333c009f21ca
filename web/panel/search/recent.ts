// What a person opened from the search box lately: kept in this browser, apart for each account.
import type { Text } from '@campus/campus-model';
import { keptList, recall, remember } from '../app/remembered.ts';

/** Some that are seen at a glance. */
const mostRecent = 8;

export interface RecentThing {
  readonly kind: string;
  readonly href: string;
  readonly name: Text;
  readonly where: Text | null;
}

const keyOf = (account: string) => `campus.search.${account}`;

export function recentThings(account: string): RecentThing[] {
  return keptList(recall(keyOf(account)), isThing).slice(0, mostRecent);
}

/** The latest stands first, once. */
export function withRecent(known: readonly RecentThing[], thing: RecentThing): RecentThing[] {
  return [thing, ...known.filter(({ href }) => href !== thing.href)].slice(0, mostRecent);
}

export function rememberThing(account: string, thing: RecentThing): void {
  remember(keyOf(account), JSON.stringify(withRecent(recentThings(account), thing)));
}

export function forgetThings(account: string): void {
  remember(keyOf(account), '[]');
}

function isThing(kept: unknown): kept is RecentThing {
  const thing = kept as Partial<RecentThing> | null;
  return typeof thing?.href === 'string' && thing.href.startsWith('/') && typeof thing.name?.zh === 'string';
}
