// The acceptance report of a site, a building or a gateway: every point with its verdict and evidence, as they stood at a time;
// its file, and the checksum that the printed page carries.
import { createHash } from 'node:crypto';
import {
  type Acceptance,
  type AcceptanceReport,
  CampusError,
  type Device,
  mostReportPoints,
  type Point,
  type ReportPoint,
  type ReportScope,
  type ReportSummary,
} from '@campus/campus-model';
import { type Acceptances, openWhereReopened } from './acceptances.ts';
import { pointAddressWords } from './address-words.ts';
import type { CampusPlaces, Place } from './campus-places.ts';
import { canonicalParts } from './canonical-json.ts';

/** Points written before others have their turn. */
const pointsAPart = 200;

/** A building, a gateway, or the whole site where neither is named. */
export interface ReportQuery {
  readonly building?: string | undefined;
  readonly gateway?: string | undefined;
  /** The verdicts are those of this time, ms UTC. */
  readonly atMs: number;
}

interface ReportParts {
  readonly places: CampusPlaces;
  readonly acceptances: Pick<Acceptances, 'list'>;
  /** Version of the program. */
  readonly software: string;
}

/** Throws CampusError `not-found`, and `input-invalid` where it would be too long. */
export async function makeReport(
  { places, acceptances, software }: ReportParts,
  query: ReportQuery,
): Promise<AcceptanceReport> {
  const scope = scopeOf(places, query);
  const devices = devicesOf(places, scope);
  const points = devices.flatMap((device) => places.pointsOf(device.id).map((point) => ({ device, point })));
  if (points.length > mostReportPoints) throw tooLong(points.length);
  const standing = await acceptances.list(
    points.map(({ point }) => point.pointId),
    query.atMs,
  );
  const rows = points.map(({ device, point }) => rowOf(places, device, point, standing.get(point.pointId)));
  const summary = summaryOf(rows);
  const { id, name } = places.campus.site;
  return {
    form: 'campus-acceptance-report',
    formVersion: 1,
    site: { id, name },
    scope,
    at: query.atMs,
    software,
    summary,
    isComplete: summary.open === 0,
    points: rows,
  };
}

function tooLong(points: number): CampusError {
  return new CampusError(
    'input-invalid',
    `${points} points (at most ${mostReportPoints} in one report; choose a building or a gateway)`,
  );
}

function scopeOf({ campus }: CampusPlaces, { building, gateway }: ReportQuery): ReportScope {
  if (building !== undefined) {
    const found = campus.buildings.find(({ id }) => id === building);
    if (!found) throw new CampusError('not-found', `building "${building}"`);
    return { kind: 'building', id: found.id, name: found.name };
  }
  if (gateway === undefined) return { kind: 'site', id: campus.site.id, name: campus.site.name };
  const found = campus.gateways.get(gateway);
  if (!found) throw new CampusError('not-found', `gateway "${gateway}"`);
  return { kind: 'gateway', id: found.id, name: found.name };
}

/** In the order of the description: building, floor, space. */
function devicesOf(places: CampusPlaces, { kind, id }: ReportScope): Device[] {
  const all = [...places.campus.devices.values()];
  if (kind === 'site') return all;
  if (kind === 'gateway') return all.filter(({ gatewayId }) => gatewayId === id);
  return all.filter(({ spaceId }) => places.placeOf(spaceId)?.building.id === id);
}

function rowOf(
  places: CampusPlaces,
  device: Device,
  point: Point,
  standing: Acceptance | undefined,
): ReportPoint {
  const endpoint = places.campus.endpoints.get(device.endpointId)!;
  const { pointId, name, kind, quantity, unit, decimals, states = null } = point;
  return {
    pointId,
    name,
    kind,
    quantity,
    unit,
    decimals,
    states,
    device: { id: device.id, name: device.name, model: device.modelId },
    ...placeNames(places.placeOf(device.spaceId)),
    gateway: { id: device.gatewayId, name: places.campus.gateways.get(device.gatewayId)!.name },
    endpointId: device.endpointId,
    protocol: endpoint.protocol,
    address: pointAddressWords(endpoint, device, point),
    standing: standingOf(standing),
  };
}

const nowhere = { id: '', name: { zh: '—', en: '—' } };

function placeNames(place: Place | null): Pick<ReportPoint, 'space' | 'floor' | 'building'> {
  const named = (each: { id: string; name: ReportPoint['name'] } | undefined) =>
    each ? { id: each.id, name: each.name } : nowhere;
  return { space: named(place?.space), floor: named(place?.floor), building: named(place?.building) };
}

function standingOf(standing: Acceptance | undefined): ReportPoint['standing'] {
  const open = openWhereReopened(standing);
  if (!open) return null;
  const { pointId: _itself, ...rest } = open;
  return rest;
}

export function summaryOf(points: readonly Pick<ReportPoint, 'standing'>[]): ReportSummary {
  const count = (verdict: string | null) =>
    points.filter(({ standing }) => (standing?.verdict ?? null) === verdict).length;
  return {
    points: points.length,
    accepted: count('accepted'),
    rejected: count('rejected'),
    notApplicable: count('not-applicable'),
    open: count(null),
  };
}

/** The report's file in parts: what `checksumOf` is the checksum of. */
export function reportFile(report: AcceptanceReport): Generator<string> {
  return canonicalParts(report, 'points', pointsAPart);
}

/** SHA-256 of the report's file, in hexadecimal: what `sha256sum` says of it. */
export async function checksumOf(report: AcceptanceReport): Promise<string> {
  const hash = createHash('sha256');
  for (const part of reportFile(report)) {
    hash.update(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest('hex');
}
