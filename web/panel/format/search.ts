// The typed search parameters of the pages: whatever an address holds, only known words come out. Pure.
import type { AlarmPriority, PlanLayer, System } from '@campus/campus-model';
import { priorityOrder } from './alarms.ts';
import { planLayers } from './scale.ts';

export const systemOrder: readonly System[] = [
  'fire',
  'security',
  'lighting',
  'climate',
  'energy',
  'water',
  'teaching',
  'workshop',
  'network',
];

export type FloorLayer = PlanLayer | 'alarms';
export const floorLayers: readonly FloorLayer[] = [...planLayers, 'alarms'];

/** Named spans of the trend page. */
export const spans = { '1h': 1, '8h': 8, '24h': 24, '7d': 168, '30d': 720 } as const;
export type SpanName = keyof typeof spans;

/** More lines than this are no longer told apart by eye. */
export const mostTrendPoints = 8;

type Raw = Record<string, unknown>;

function oneOf<T extends string>(list: readonly T[], value: unknown): T | undefined {
  return list.find((item) => item === value);
}

export function alarmSearch(raw: Raw): { state?: 'all'; system?: System; priority?: AlarmPriority } {
  return {
    state: raw.state === 'all' ? 'all' : undefined,
    system: oneOf(systemOrder, raw.system),
    priority: oneOf(priorityOrder, raw.priority),
  };
}

export function floorSearch(raw: Raw): { layer?: FloorLayer } {
  return { layer: oneOf(floorLayers, raw.layer) };
}

export interface TrendSearch {
  points?: string[];
  span?: SpanName;
  from?: number;
  to?: number;
}

/** A custom span needs both ends in order; otherwise the named span stands. */
export function trendSearch(raw: Raw): TrendSearch {
  const listed = Array.isArray(raw.points) ? raw.points : [];
  const points = [
    ...new Set(listed.filter((id): id is string => typeof id === 'string' && id.includes('/'))),
  ];
  const [from, to] = [raw.from, raw.to].map((ms) => (Number.isFinite(ms) ? Number(ms) : undefined));
  const hasSpan = from !== undefined && to !== undefined && from < to;
  return {
    points: points.length > 0 ? points.slice(0, mostTrendPoints) : undefined,
    span: oneOf(Object.keys(spans) as SpanName[], raw.span),
    from: hasSpan ? from : undefined,
    to: hasSpan ? to : undefined,
  };
}

/** Days that the data books show at once. */
export const bookSpans = { '7d': 7, '30d': 30, '90d': 90 } as const;
export type BookSpan = keyof typeof bookSpans;

export function bookSearch(raw: Raw): { span?: BookSpan } {
  return { span: oneOf(Object.keys(bookSpans) as BookSpan[], raw.span) };
}

/** Where to go after sign-in: a path of this site alone. */
export function signInSearch(raw: Raw): { next?: string } {
  const next = typeof raw.next === 'string' && /^\/(?![/\\])/.test(raw.next) ? raw.next : undefined;
  return { next: next === '/' || next?.startsWith('/sign-in') ? undefined : next };
}
