// One page on the live stream: what it must still be told, sent as one coalesced message of each kind a tick.
import {
  type Alarm,
  type Command,
  encodeLiveFrame,
  type GatewayStatus,
  type Identity,
  type LiveClientEvents,
  type LiveServerEvents,
  type LiveTexts,
  type LiveValue,
  status,
} from '@campus/campus-model';
import type { Socket } from 'socket.io';
import type { LatestService } from '../services.ts';
import type { Watch } from './watch-index.ts';

export interface SocketState {
  token: string;
  identity: Identity;
}

export type LiveSocket = Socket<LiveClientEvents, LiveServerEvents, Record<string, never>, SocketState>;

/** Changed alarms and commands that may wait for a slow page; beyond, it starts afresh by connecting again. */
const mostChangesWaiting = 5000;

export class LivePage {
  readonly socket: LiveSocket;
  watch: Watch | null = null;
  readonly #alarms = new Map<string, Alarm>();
  readonly #commands = new Map<string, Command>();
  #gateways: GatewayStatus[] | null = null;
  #blockedSince: number | null = null;

  constructor(socket: LiveSocket) {
    this.socket = socket;
  }

  get identity(): Identity {
    return this.socket.data.identity;
  }

  addAlarm(alarm: Alarm): void {
    this.#alarms.set(alarm.id, alarm);
  }

  addCommand(command: Command): void {
    this.#commands.set(command.id, command);
  }

  setGateways(all: GatewayStatus[]): void {
    this.#gateways = all;
  }

  /** How long the connection has not taken what was sent last; 0 where it is free. */
  blockedMs(monotonicMs: number): number {
    return this.#blockedSince === null ? 0 : monotonicMs - this.#blockedSince;
  }

  get isOverfull(): boolean {
    return this.#alarms.size + this.#commands.size > mostChangesWaiting;
  }

  /** Sends all that waits, or keeps it for a later tick while the connection is behind. */
  flush(latest: LatestService, monotonicMs: number): void {
    if (!this.#isWaiting()) return;
    if (!this.socket.conn.transport.writable) {
      this.#blockedSince ??= monotonicMs;
      return;
    }
    this.#blockedSince = null;
    this.#flushChanges();
    this.#flushValues(latest);
  }

  /** At once: a close that waits its turn behind what is not read would never be read either. */
  cutOff(): void {
    const { conn } = this.socket;
    const { socket } = conn.transport as { socket?: { terminate?: () => void } };
    if (socket?.terminate) socket.terminate();
    else conn.close(true);
  }

  #isWaiting(): boolean {
    const { size } = this.#alarms;
    return size > 0 || this.#commands.size > 0 || this.#gateways !== null || (this.watch?.isDirty ?? false);
  }

  #flushChanges(): void {
    if (this.#alarms.size > 0) this.socket.emit('alarms', [...this.#alarms.values()]);
    if (this.#commands.size > 0) this.socket.emit('commands', [...this.#commands.values()]);
    if (this.#gateways) this.socket.emit('gateways', this.#gateways);
    this.#alarms.clear();
    this.#commands.clear();
    this.#gateways = null;
  }

  #flushValues(latest: LatestService): void {
    if (!this.watch?.isDirty) return;
    const { generation, points } = this.watch;
    const values: LiveValue[] = [];
    const texts: LiveTexts = {};
    for (const slot of this.watch.takeDirty()) {
      const known = latest.at(points[slot]!);
      values.push(liveValue(slot, known));
      if (known?.text != null) texts[slot] = known.text;
    }
    const hasTexts = Object.keys(texts).length > 0;
    this.socket.emit('values', generation, new Uint8Array(encodeLiveFrame(values)), hasTexts ? texts : null);
  }
}

function liveValue(slot: number, known: ReturnType<LatestService['at']>): LiveValue {
  if (!known) return { slot, value: Number.NaN, timeMs: Number.NaN, status: status.waitingForInitialData };
  return { slot, value: known.value, timeMs: known.timeMs, status: known.status };
}
