// What a host hears of its edge nodes.
import type { DataRows } from './data-rows.ts';
import type { Payload } from './payload.ts';

/** Metrics that came with an alias have their name. Listeners are called in the order of the messages. */
export interface HostListener {
  onNodeBirth(edgeNodeId: string, payload: Payload): void;
  onDeviceBirth(edgeNodeId: string, deviceId: string, payload: Payload): void;
  onNodeDeath(edgeNodeId: string, timestamp: number): void;
  onDeviceDeath(edgeNodeId: string, deviceId: string, timestamp: number): void;
  onNodeData(edgeNodeId: string, payload: Payload): void;
  onDeviceData(edgeNodeId: string, deviceId: string, payload: Payload): void;
  /** Connected and online for the edge nodes. */
  onConnected(): void;
  /** The broker is lost: nothing is known of any edge node until its next birth. */
  onLost(): void;
  /** Left out: all data comes as payloads. */
  readonly rows?: RowsListener;
}

/** Takes data of the common shape in columns, without an object a metric. Data of any other shape comes as payloads. */
export interface RowsListener {
  /** Name of the text metric that may stand before the rows. */
  readonly leadName: string;
  /** Names of the whole-numbered properties that rows may have, at most seven. */
  readonly properties: readonly string[];
  /** What rows of a metric shall carry as their slot, asked at each birth; -1 where the name means nothing. */
  slotOf(edgeNodeId: string, deviceId: string | null, name: string): number;
  /** `rows` holds the next message as soon as this returns. */
  onRows(edgeNodeId: string, deviceId: string | null, rows: DataRows): void;
}
