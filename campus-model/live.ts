// The live stream: events of the Socket.IO connection and the binary frame of values.
import type { Alarm } from './alarm.ts';
import type { GatewayStatus } from './api.ts';
import type { Command } from './command.ts';
import type { FloorPlace } from './drawn-floor.ts';

/** One value on the wire of the live stream. NaN is a missing value. */
export interface LiveValue {
  /** Index into the list of the last `watch`. */
  readonly slot: number;
  readonly value: number;
  readonly timeMs: number;
  readonly status: number;
}

const bytesAValue = 24;
export const mostWatchedPoints = 5000;

/** Packs values: 24 bytes each, little-endian: u32 slot, u32 status, f64 time, f64 value. */
export function encodeLiveFrame(values: readonly LiveValue[]): ArrayBuffer {
  const buffer = new ArrayBuffer(values.length * bytesAValue);
  const view = new DataView(buffer);
  values.forEach((live, row) => {
    const at = row * bytesAValue;
    view.setUint32(at, live.slot, true);
    view.setUint32(at + 4, live.status, true);
    view.setFloat64(at + 8, live.timeMs, true);
    view.setFloat64(at + 16, live.value, true);
  });
  return buffer;
}

/** Reads what encodeLiveFrame wrote; throws RangeError where the length is no multiple of a value. */
export function decodeLiveFrame(bytes: ArrayBuffer | Uint8Array): LiveValue[] {
  const view =
    bytes instanceof Uint8Array
      ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new DataView(bytes);
  if (view.byteLength % bytesAValue !== 0) throw new RangeError('live frame of a broken length');
  const values: LiveValue[] = [];
  for (let at = 0; at < view.byteLength; at += bytesAValue) {
    values.push({
      slot: view.getUint32(at, true),
      status: view.getUint32(at + 4, true),
      timeMs: view.getFloat64(at + 8, true),
      value: view.getFloat64(at + 16, true),
    });
  }
  return values;
}

/** Text values beside a frame: slot → text. */
export type LiveTexts = Record<number, string>;

/** What the page sends. `watch` replaces the former list and is answered at once with all values known. */
export interface LiveClientEvents {
  watch: (request: { generation: number; pointIds: string[] }) => void;
}

/** What the server sends; `generation` tells late frames of a former watch apart. */
export interface LiveServerEvents {
  values: (generation: number, frame: ArrayBuffer | Uint8Array, texts: LiveTexts | null) => void;
  alarms: (changed: Alarm[]) => void;
  commands: (changed: Command[]) => void;
  gateways: (all: GatewayStatus[]) => void;
  /** The plan of a floor was drawn anew. */
  plan: (place: FloorPlace) => void;
  /** The description of the campus was changed: places, devices, points or rules. */
  campus: () => void;
}
