// The rules that raise alarms, for staff.
import type { RuleView } from '@campus/campus-model';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: () => api<RuleView[]>('/rules'),
});
