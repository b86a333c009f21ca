// Gateways and whether they are online: fetched once, then kept by the live stream.
import type { GatewayStatus } from '@campus/campus-model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useWords } from '../i18n/index.ts';
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

/** The name of a gateway in the reader's language; its id where the campus no longer has it. */
export function useGatewayName(): (id: string) => string {
  const words = useWords();
  const gateways = useGateways();
  return (id) => {
    const known = gateways.find((gateway) => gateway.id === id);
    return known ? words(known.name) : id;
  };
}

export function applyGateways(all: GatewayStatus[]): void {
  queryClient.setQueryData(gatewaysQuery.queryKey, all);
}

export function refreshGateways(): void {
  void queryClient.invalidateQueries({ queryKey: gatewaysQuery.queryKey });
}
