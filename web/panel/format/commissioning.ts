// What the commissioning page shows of devices and points: its list, its filter, and the judgement of a live value. Pure.
import {
  type CommissioningDevice,
  type CommissioningOverview,
  type CommissioningPoint,
  type CommissioningScope,
  type Finding,
  judgeOrder,
  judgeValue,
  type Plausibility,
  type PointMemory,
  type Progress,
  plausibilityOf,
  status,
} from '@campus/campus-model';
import type { CommissioningFilter, CommissioningSearch } from './deep-links.ts';
import { groupBy } from './group.ts';
import type { LivePoint } from './value.ts';

/** What of the site the address means; null where it means nothing yet. */
export function scopeOf({ device, space, gateway }: CommissioningSearch): CommissioningScope | null {
  if (device) return { device };
  if (space) return { space };
  return gateway ? { gateway } : null;
}

export type CommissioningEntry = CommissioningOverview['devices'][number];

export function openOf({ points, accepted, rejected, notApplicable }: Progress): number {
  return points - accepted - rejected - notApplicable;
}

export function sumOf(devices: readonly Pick<CommissioningEntry, 'progress'>[]): Progress {
  const sum = { points: 0, seen: 0, accepted: 0, rejected: 0, notApplicable: 0, trouble: 0 };
  for (const { progress } of devices) {
    for (const key of Object.keys(sum) as (keyof Progress)[]) sum[key] += progress[key];
  }
  return sum;
}

/** A row of the list: a gateway, one of its connections, or a device. */
export type ListRow =
  | { readonly kind: 'gateway'; readonly id: string; readonly progress: Progress; readonly isFolded: boolean }
  | { readonly kind: 'endpoint'; readonly id: string; readonly gatewayId: string }
  | { readonly kind: 'device'; readonly id: string; readonly device: CommissioningEntry };

interface ListQuestion {
  readonly show: CommissioningFilter | undefined;
  readonly words: string;
  /** Gateways whose devices are not shown. */
  readonly folded: ReadonlySet<string>;
  /** What of a device can be searched. */
  readonly wordsOf: (device: CommissioningEntry) => string;
}

/** Gateways with their connections and devices, those that the filter and the words leave. */
export function listRows(
  { gateways, endpoints, devices }: CommissioningOverview,
  { show, words, folded, wordsOf }: ListQuestion,
): ListRow[] {
  const wanted = words.trim().toLowerCase();
  const shown = devices.filter(
    (device) =>
      isShown(device.progress, show) && (wanted === '' || wordsOf(device).toLowerCase().includes(wanted)),
  );
  const ofEndpoint = groupBy(shown, ({ endpointId }) => endpointId);
  return gateways.flatMap(({ id }): ListRow[] => {
    const own = endpoints.filter(
      ({ gatewayId, id: endpointId }) => gatewayId === id && ofEndpoint.has(endpointId),
    );
    if (own.length === 0) return [];
    const isFolded = folded.has(id) && wanted === '';
    const under = isFolded ? [] : own.flatMap((endpoint) => endpointRows(endpoint.id, id, ofEndpoint));
    const progress = sumOf(devices.filter(({ gatewayId }) => gatewayId === id));
    return [{ kind: 'gateway', id, progress, isFolded }, ...under];
  });
}

function endpointRows(
  id: string,
  gatewayId: string,
  ofEndpoint: ReadonlyMap<string, readonly CommissioningEntry[]>,
): ListRow[] {
  const devices = ofEndpoint.get(id) ?? [];
  return [
    { kind: 'endpoint', id, gatewayId },
    ...devices.map((device): ListRow => ({ kind: 'device', id: device.id, device })),
  ];
}

function isShown(progress: Progress, show: CommissioningFilter | undefined): boolean {
  if (show === 'open') return openOf(progress) > 0;
  if (show === 'trouble') return progress.trouble > 0 || progress.rejected > 0;
  return true;
}

interface LiveJudgement {
  readonly plausibility: Plausibility;
  readonly findings: readonly Finding[];
}

/** The hub's judgement carried on with the live value: what it saw of the past, and what is shown now. */
export function judgeLive(
  row: CommissioningPoint,
  live: LivePoint | undefined,
  isStale: boolean,
  nowMs: number,
): LiveJudgement {
  const { point } = row;
  const judged = {
    ...point,
    coding: row.coding,
    wrapsAt: row.wrapsAt,
    isWritable: point.write !== null,
  };
  const findings =
    point.write !== null
      ? [...judgeOrder(judged, row.order), ...row.trialFindings]
      : judgeValue(judged, seenNow(row, live, isStale), memoryNow(row, live, nowMs), nowMs);
  return { findings, plausibility: plausibilityOf(findings) };
}

function seenNow({ seen }: CommissioningPoint, live: LivePoint | undefined, isStale: boolean) {
  if (live) {
    const { value, text, timeMs, status: code } = live;
    return { value, text, timeMs, status: isStale ? status.lastUsableValue : code };
  }
  const { value, text, timeMs, status: code } = seen;
  return { value: value ?? Number.NaN, text, timeMs: timeMs ?? Number.NaN, status: code };
}

/** A value that has changed since the hub was asked has not stood still. */
function memoryNow(
  { memory, seen }: CommissioningPoint,
  live: LivePoint | undefined,
  nowMs: number,
): PointMemory | null {
  return memory && live && live.value !== seen.value ? { ...memory, changedMs: nowMs } : memory;
}

export type AddressField = CommissioningDevice['addressFields'][number];

/** The line that stands in the campus file for an address: `address: { unit: 12 }`. */
export function addressLine(fields: readonly Pick<AddressField, 'key' | 'value'>[]): string {
  const written = fields.map(({ key, value }) => `${key}: ${yamlOf(value)}`);
  return `address: { ${written.join(', ')} }`;
}

/** Figures that an address holds as numbers stay numbers, digits that are names stay in quotes. */
function yamlOf(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z][A-Za-z0-9_/.-]*$/.test(value) ? value : JSON.stringify(value);
}
