// Sparkplug topics: spBv1.0/«group»/«type»/«edge node»[/«device»] and spBv1.0/STATE/«host» (Sparkplug 3.0, 4).
import { SparkplugError } from './payload.ts';

const namespace = 'spBv1.0';
const nodeTypes = ['NBIRTH', 'NDATA', 'NDEATH', 'NCMD'] as const;
const deviceTypes = ['DBIRTH', 'DDATA', 'DDEATH', 'DCMD'] as const;

export type MessageType = (typeof nodeTypes)[number] | (typeof deviceTypes)[number];

export interface Topic {
  readonly groupId: string;
  readonly type: MessageType;
  readonly edgeNodeId: string;
  /** With the device types alone. */
  readonly deviceId?: string;
}

/** Throws SparkplugError where an id holds +, / or # [tck-id-topic-structure-namespace-valid-group-id]. */
export function formatTopic({ groupId, type, edgeNodeId, deviceId }: Topic): string {
  const ids = deviceId === undefined ? [groupId, edgeNodeId] : [groupId, edgeNodeId, deviceId];
  if (ids.some((id) => id === '' || /[+/#]/.test(id)))
    throw new SparkplugError(`no Sparkplug ids: ${ids.join(', ')}`);
  if ((deviceId !== undefined) !== isDeviceType(type))
    throw new SparkplugError(`${type} ${deviceId === undefined ? 'needs a' : 'takes no'} device`);
  const node = `${namespace}/${groupId}/${type}/${edgeNodeId}`;
  return deviceId === undefined ? node : `${node}/${deviceId}`;
}

/** Null where the topic is of another form. */
export function parseTopic(topic: string): Topic | null {
  const [first, groupId, type, edgeNodeId, deviceId, ...rest] = topic.split('/');
  if (first !== namespace || !groupId || !edgeNodeId || deviceId === '' || rest.length > 0) return null;
  if (isNodeType(type) && deviceId === undefined) return { groupId, type, edgeNodeId };
  if (isDeviceType(type) && deviceId !== undefined) return { groupId, type, edgeNodeId, deviceId };
  return null;
}

/** [tck-id-host-topic-phid-birth-topic] */
export function stateTopic(hostId: string): string {
  return `${namespace}/STATE/${hostId}`;
}

function isNodeType(type: string | undefined): type is (typeof nodeTypes)[number] {
  return nodeTypes.some((one) => one === type);
}

function isDeviceType(type: string | undefined): type is (typeof deviceTypes)[number] {
  return deviceTypes.some((one) => one === type);
}
