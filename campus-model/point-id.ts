// The name of a point in its site.

/** Point id: `device/point`, stable ASCII, unique in a site, apart from names and from the gateway. */
export type PointId = string;

export function pointId(deviceId: string, localId: string): PointId {
  return `${deviceId}/${localId}`;
}

/** Splits a point id; null where it is not of the form `device/point`. */
export function parsePointId(id: PointId): { deviceId: string; localId: string } | null {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1 || id.indexOf('/', slash + 1) >= 0) return null;
  return { deviceId: id.slice(0, slash), localId: id.slice(slash + 1) };
}
