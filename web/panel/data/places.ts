// Where a point or a command stands: its space, for addresses that name the thing alone.
import type { Command, PointView } from '@campus/campus-model';
import { api } from './http.ts';

interface PlaceOfThing {
  readonly to: '/spaces/$spaceId';
  readonly params: { readonly spaceId: string };
  readonly search: { readonly point: string; readonly command?: string };
}

/** Throws ApiError `not-found` where there is no such point. */
export async function pointPlace(deviceId: string, localId: string): Promise<PlaceOfThing> {
  const path = `/points/${encodeURIComponent(deviceId)}/${encodeURIComponent(localId)}`;
  const { spaceId, pointId } = await api<PointView>(path);
  return { to: '/spaces/$spaceId', params: { spaceId }, search: { point: pointId } };
}

/** Throws ApiError `not-found` where there is no such command, or its point is gone. */
export async function commandPlace(commandId: string): Promise<PlaceOfThing> {
  const { pointId } = await api<Command>(`/commands/${encodeURIComponent(commandId)}`);
  const [deviceId = '', localId = ''] = pointId.split('/');
  const place = await pointPlace(deviceId, localId);
  return { ...place, search: { point: pointId, command: commandId } };
}
