// Commissioning: how far devices are, their points with the hub's judgement, verdicts, trials and replacements.
import type {
  ActView,
  CommissioningDevice,
  CommissioningOverview,
  CommissioningScope,
  DescribedAt,
  Replacement,
  ReplacementRequest,
  TrialView,
  VerdictRequest,
} from '@campus/campus-model';
import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, queryString } from './http.ts';
import { queryClient } from './query-client.ts';

/** Others may be at work on the same site; and what was seen of a point grows. */
const overviewAgainMs = 5_000;
const devicesAgainMs = 4_000;
/** While a trial runs one watches. */
const trialAgainMs = 500;

export const commissioningQuery = queryOptions({
  queryKey: ['commissioning', 'overview'],
  staleTime: 0,
  refetchInterval: overviewAgainMs,
  queryFn: () => api<CommissioningOverview>('/commissioning'),
});

export function commissioningDevicesQuery(scope: CommissioningScope) {
  return queryOptions({
    queryKey: ['commissioning', 'devices', scope],
    staleTime: 0,
    refetchInterval: devicesAgainMs,
    placeholderData: keepPreviousData,
    queryFn: () => api<CommissioningDevice[]>(`/commissioning/devices${queryString({ ...scope })}`),
  });
}

function refresh(): void {
  void queryClient.invalidateQueries({ queryKey: ['commissioning', 'overview'] });
  void queryClient.invalidateQueries({ queryKey: ['commissioning', 'devices'] });
}

export function useDecide() {
  return useMutation({
    mutationFn: (request: VerdictRequest) =>
      api<ActView>('/commissioning/verdicts', { method: 'POST', body: request }),
    onSuccess: refresh,
  });
}

export function useAcceptPlausible() {
  return useMutation({
    mutationFn: (scope: CommissioningScope) =>
      api<ActView>('/commissioning/accept-plausible', { method: 'POST', body: scope }),
    onSuccess: refresh,
  });
}

export function useRevoke() {
  return useMutation({
    mutationFn: (act: number) => api<ActView>(`/commissioning/acts/${act}/revoke`, { method: 'POST' }),
    onSuccess: refresh,
  });
}

export function useStartTrial() {
  return useMutation({
    mutationFn: (order: { pointId: string; value: number }) =>
      api<TrialView>('/commissioning/trials', { method: 'POST', body: order }),
    onSuccess: (trial) => queryClient.setQueryData(trialQuery(trial.id).queryKey, trial),
  });
}

/** Asked again until it is over. */
export function trialQuery(id: string) {
  return queryOptions({
    queryKey: ['commissioning', 'trial', id],
    staleTime: 0,
    queryFn: async () => {
      const trial = await api<TrialView>(`/commissioning/trials/${encodeURIComponent(id)}`);
      if (trial.isOver) refresh();
      return trial;
    },
    refetchInterval: ({ state }) => (state.data?.isOver || state.error ? false : trialAgainMs),
  });
}

/** Where the campus file says which address it has; asked anew each time, as the file may have changed. */
export function describedAtQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['commissioning', 'described', deviceId],
    staleTime: 0,
    queryFn: () =>
      api<DescribedAt | null>(`/commissioning/devices/${encodeURIComponent(deviceId)}/described`),
  });
}

export function useReplace() {
  return useMutation({
    mutationFn: ({ deviceId, ...body }: ReplacementRequest & { deviceId: string }) =>
      api<Replacement>(`/commissioning/devices/${encodeURIComponent(deviceId)}/replacements`, {
        method: 'POST',
        body,
      }),
    onSuccess: refresh,
  });
}

/** What a report is about: a building, a gateway, or nothing for the whole site. */
export interface ReportAddress {
  readonly building?: string;
  readonly gateway?: string;
}

export function reportAddress(scope: ReportAddress, lang: string): string {
  return `/api/v1/commissioning/report${queryString({ ...scope, lang })}`;
}

export function reportFileAddress(scope: ReportAddress): string {
  return `/api/v1/commissioning/report.json${queryString({ ...scope })}`;
}
