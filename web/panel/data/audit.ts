// Who did what, for administrators.
import type { AuditEntry } from '@campus/campus-model';
import { queryOptions } from '@tanstack/react-query';
import { api, queryString } from './http.ts';

const recentEntries = 500;

export const auditQuery = queryOptions({
  queryKey: ['audit'],
  staleTime: 0,
  queryFn: () => api<AuditEntry[]>(`/audit${queryString({ limit: recentEntries })}`),
});
