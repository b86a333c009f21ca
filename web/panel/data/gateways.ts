// Gateways and whether they are online: fetched once, then kept by the live stream.
import type { GatewayStatus } from '@campus/campus-model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './http.ts';
import { queryClient } from './query-client.ts';

export const gatewaysQuery = queryOptions({
  queryKey: ['gateways'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => api<GatewayStatus[]>('/gateways'),
});

const none: readonly GatewayStatus[] = [];

export function useGateways(): readonly GatewayStatus[] {
  return useQuery(gatewaysQuery).data ?? none;
}

export function applyGateways(all: GatewayStatus[]): void {
  queryClient.setQueryData(gatewaysQuery.queryKey, all);
}

export function refreshGateways(): void {
  void queryClient.invalidateQueries({ queryKey: gatewaysQuery.queryKey });
}
