// The typed search parameters of the pages: whatever an address holds, only known words come out. Pure.
import type { AlarmPriority, PlanLayer, System } from '@campus/campus-model';
import { priorityOrder } from './alarms.ts';
import { alarmLink, bookRowLink } from './deep-links.ts';
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

export type FloorLayer = PlanLayer | 'network' | 'alarms';
export const floorLayers: readonly FloorLayer[] = [...planLayers, 'network', 'alarms'];

/** Named spans of the trend page that end now, in hours. */
export const spans = { '1h': 1, '8h': 8, '24h': 24, '7d': 168, '30d': 720, '365d': 8760 } as const;
/** Named spans by the site's calendar: `week` is this one, `month` the last whole one. */
export const calendarSpans = ['today', 'yesterday', 'week', 'month'] as const;
export type SpanName = keyof typeof spans | (typeof calendarSpans)[number];

/** More lines than this are no longer told apart by eye. */
export const mostTrendPoints = 20;
/** Days that are laid over each other. */
export const mostTrendDays = 7;
export const trendComparisons = ['day', 'week', 'days'] as const;

type Raw = Record<string, unknown>;

function oneOf<T extends string>(list: readonly T[], value: unknown): T | undefined {
  return list.find((item) => item === value);
}

export interface AlarmSearch {
  state?: 'all';
  system?: System;
  priority?: AlarmPriority;
  /** The alarm that is meant. */
  alarm?: string;
}

export function alarmSearch(raw: Raw): AlarmSearch {
  return {
    ...alarmLink(raw),
    state: raw.state === 'all' ? 'all' : undefined,
    system: oneOf(systemOrder, raw.system),
    priority: oneOf(priorityOrder, raw.priority),
  };
}

/** A floor plan: its layer, the room that is marked and centred, the device whose card is open. */
export interface FloorSearch {
  layer?: FloorLayer;
  space?: string;
  device?: string;
}

export function floorSearch(raw: Raw): FloorSearch {
  return { layer: oneOf(floorLayers, raw.layer), space: idOf(raw.space), device: idOf(raw.device) };
}

export function buildingSearch(raw: Raw): { layer?: FloorLayer } {
  return { layer: oneOf(floorLayers, raw.layer) };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value) ? value : undefined;
}

export interface TrendSearch {
  points?: string[];
  span?: SpanName;
  from?: number;
  to?: number;
  /** What it is compared with: a day or a week earlier, or the picked days. */
  compare?: (typeof trendComparisons)[number];
  /** Days of the site, `YYYY-MM-DD`. */
  days?: string[];
  /** Every minute is fetched, not only what the width can show. */
  detail?: 'minutes';
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
    span: oneOf([...(Object.keys(spans) as SpanName[]), ...calendarSpans], raw.span),
    from: hasSpan ? from : undefined,
    to: hasSpan ? to : undefined,
    compare: oneOf(trendComparisons, raw.compare),
    days: daysOf(raw.days),
    detail: raw.detail === 'minutes' ? 'minutes' : undefined,
  };
}

function daysOf(raw: unknown): string[] | undefined {
  const listed = Array.isArray(raw) ? raw : [];
  const days = listed.filter((day): day is string => typeof day === 'string' && isDay(day));
  return days.length > 0 ? [...new Set(days)].slice(0, mostTrendDays) : undefined;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text));
}

/** Days that the data books show at once. */
export const bookSpans = { '7d': 7, '30d': 30, '90d': 90 } as const;
export type BookSpan = keyof typeof bookSpans;

export function bookSearch(raw: Raw): { span?: BookSpan; gateway?: string; day?: string } {
  return { ...bookRowLink(raw), span: oneOf(Object.keys(bookSpans) as BookSpan[], raw.span) };
}

/** Where to go after sign-in: a path of this site alone. */
export function signInSearch(raw: Raw): { next?: string } {
  const next = typeof raw.next === 'string' && /^\/(?![/\\])/.test(raw.next) ? raw.next : undefined;
  return { next: next === '/' || next?.startsWith('/sign-in') ? undefined : next };
}
