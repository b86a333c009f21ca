// Makes a subscription on a new session: the server is asked to keep, for each item, what changes while we are away.
import {
  AttributeIds,
  DataChangeFilter,
  DataChangeTrigger,
  DeadbandType,
  MonitoringMode,
  type NodeId,
  type StatusCode,
  StatusCodes,
  TimestampsToReturn,
} from 'node-opcua';
import { keepAliveMs } from './client.ts';
import type { Item } from './item.ts';
import type { NodeIds } from './node-ids.ts';
import type { RawSession } from './raw-session.ts';
import type { OpcuaEndpoint } from './settings.ts';
import type { Revised } from './subscription.ts';

/** Monitored items created, or variables read, in one request. */
export const mostAtOnce = 500;
/** Notifications in one message: keeps a message after an outage below what small servers can encode. */
const mostNotifications = 1_000;
const shortestQueue = 10;
/** What a server is asked to keep of one variable; it may revise it. */
const longestQueue = 1_000;

/** The server does not have this variable, or will not show it. */
export type OnRefused = (item: Item, code: StatusCode) => void;

export async function createSubscription(session: RawSession, settings: OpcuaEndpoint): Promise<Revised> {
  const { publishingMs, outageMs } = settings;
  const keepAliveCount = Math.max(1, Math.round(keepAliveMs / publishingMs));
  const made = await session.createSubscription({
    requestedPublishingInterval: publishingMs,
    requestedMaxKeepAliveCount: keepAliveCount,
    requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.ceil(outageMs / publishingMs)),
    maxNotificationsPerPublish: mostNotifications,
    publishingEnabled: true,
    priority: 1,
  });
  return {
    id: made.subscriptionId,
    keepAliveMs: made.revisedPublishingInterval * made.revisedMaxKeepAliveCount,
  };
}

/** Rejects where the server answers with nonsense; what it refuses of single items is told. */
export async function monitor(
  session: RawSession,
  subscriptionId: number,
  items: readonly Item[],
  nodeIds: NodeIds,
  outageMs: number,
  onRefused: OnRefused,
): Promise<void> {
  const known: Known[] = [];
  for (const item of items) {
    const nodeId = item.node === null ? undefined : nodeIds.of(item.node);
    if (nodeId) known.push({ item, nodeId });
    else if (nodeId === null) onRefused(item, StatusCodes.BadNodeIdUnknown);
  }
  for (let at = 0; at < known.length; at += mostAtOnce) {
    const some = known.slice(at, at + mostAtOnce);
    const unfiltered = await create(session, subscriptionId, some, outageMs, true, onRefused);
    if (unfiltered.length > 0) await create(session, subscriptionId, unfiltered, outageMs, false, onRefused);
  }
}

interface Known {
  readonly item: Item;
  readonly nodeId: NodeId;
}

/** Some servers take no deadband, or not for this variable: the agent applies it then. */
const refusedFilters: ReadonlySet<number> = new Set([
  StatusCodes.BadFilterNotAllowed.value,
  StatusCodes.BadMonitoredItemFilterInvalid.value,
  StatusCodes.BadMonitoredItemFilterUnsupported.value,
  StatusCodes.BadDeadbandFilterInvalid.value,
]);

/** Resolves with those whose deadband was refused. */
async function create(
  session: RawSession,
  subscriptionId: number,
  some: readonly Known[],
  outageMs: number,
  hasFilter: boolean,
  onRefused: OnRefused,
): Promise<Known[]> {
  const { results } = await session.createMonitoredItems({
    subscriptionId,
    timestampsToReturn: TimestampsToReturn.Source,
    itemsToCreate: some.map(({ item, nodeId }) => ({
      itemToMonitor: { nodeId, attributeId: AttributeIds.Value },
      monitoringMode: MonitoringMode.Reporting,
      requestedParameters: {
        clientHandle: item.number,
        samplingInterval: item.samplingMs,
        filter: hasFilter ? filterOf(item.deadband) : null,
        queueSize: queueSize(item.samplingMs, outageMs),
        discardOldest: true,
      },
    })),
  });
  if (results?.length !== some.length)
    throw new Error('the server answered for other items than were asked for');
  return some.filter(({ item }, index) => {
    const { statusCode } = results[index]!;
    if (statusCode.isGoodish()) return false;
    if (hasFilter && refusedFilters.has(statusCode.value)) return true;
    onRefused(item, statusCode);
    return false;
  });
}

/** So many that a variable which changes at each sampling is kept for an outage. */
function queueSize(samplingMs: number, outageMs: number): number {
  return Math.min(Math.max(shortestQueue, Math.ceil(outageMs / samplingMs)), longestQueue);
}

function filterOf(deadband: number): DataChangeFilter | null {
  if (deadband <= 0) return null;
  return new DataChangeFilter({
    trigger: DataChangeTrigger.StatusValue,
    deadbandType: DeadbandType.Absolute,
    deadbandValue: deadband,
  });
}
