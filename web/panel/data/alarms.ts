// Alarms: fetched once, then kept by the live stream.
import type { Alarm } from '@campus/campus-model';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { compareAlarms, compareFirst, isOpen, mergeAll, mergeOpen } from '../format/alarms.ts';
import { spacesOf } from '../format/totals.ts';
import { campusQuery } from './campus.ts';
import { api, queryString } from './http.ts';
import { queryClient } from './query-client.ts';

/** The list page shows this many past alarms. */
const mostAlarms = 1000;

/** Which spaces are plant rooms is in the campus, which every page behind sign-in has. */
function roomsFirst(alarms: readonly Alarm[]): Alarm[] {
  const campus = queryClient.getQueryData(campusQuery.queryKey);
  const spaces = campus?.buildings.flatMap(spacesOf) ?? [];
  const plantRooms = new Set(spaces.filter(({ kind }) => kind === 'plant-room').map(({ id }) => id));
  return [...alarms].sort(compareFirst((spaceId) => plantRooms.has(spaceId)));
}

/** For each list on its way, what changed meanwhile: the answer may be older than a change that overtook it. */
const changedMeanwhile = new Set<Alarm[]>();

async function fetchAlarms(
  state: 'open' | 'all',
  merge: (alarms: Alarm[], changed: Alarm[]) => Alarm[],
): Promise<Alarm[]> {
  const changed: Alarm[] = [];
  changedMeanwhile.add(changed);
  try {
    const alarms = await api<Alarm[]>(`/alarms${queryString({ state, limit: mostAlarms })}`);
    return merge(alarms, changed);
  } finally {
    changedMeanwhile.delete(changed);
  }
}

export const openAlarmsQuery = queryOptions({
  queryKey: ['alarms', 'open'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () =>
    fetchAlarms('open', (alarms, changed) => mergeOpen(alarms.filter(isOpen).sort(compareAlarms), changed)),
  select: roomsFirst,
});

export const allAlarmsQuery = queryOptions({
  queryKey: ['alarms', 'all'],
  staleTime: 0,
  queryFn: () =>
    fetchAlarms('all', (alarms, changed) => mergeAll(mergeAll([], alarms, mostAlarms), changed, mostAlarms)),
});

const none: readonly Alarm[] = [];

/** The open alarms the person may see, most urgent first. */
export function useOpenAlarms(): readonly Alarm[] {
  return useQuery(openAlarmsQuery).data ?? none;
}

/** Changed alarms of the live stream or of an act of this page. */
export function applyAlarms(changed: readonly Alarm[]): void {
  for (const list of changedMeanwhile) list.push(...changed);
  queryClient.setQueryData(openAlarmsQuery.queryKey, (open) => open && mergeOpen(open, changed));
  queryClient.setQueryData(allAlarmsQuery.queryKey, (all) => all && mergeAll(all, changed, mostAlarms));
}

export function refreshAlarms(): void {
  void queryClient.invalidateQueries({ queryKey: ['alarms'] });
}

interface Acknowledgement {
  readonly alarmId: string;
  readonly comment?: string;
}

export function useAcknowledge() {
  return useMutation({
    mutationFn: ({ alarmId, comment }: Acknowledgement) =>
      api<Alarm>(`/alarms/${encodeURIComponent(alarmId)}/acknowledge`, {
        method: 'POST',
        body: comment ? { comment } : {},
      }),
    onSuccess: (alarm) => applyAlarms([alarm]),
  });
}
