// The cameras whose picture the person may see.
import type { CameraView } from '@campus/campus-model';
import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';

/** The description changes only when the hub is started anew. */
const describedMs = 10 * 60_000;

export const camerasQuery = queryOptions({
  queryKey: ['cameras'],
  staleTime: describedMs,
  queryFn: () => api<CameraView[]>('/cameras'),
});

export function pictureOf(deviceId: string, turn: number): string {
  return `/api/v1/devices/${encodeURIComponent(deviceId)}/picture?turn=${turn}`;
}
