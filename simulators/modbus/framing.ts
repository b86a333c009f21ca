// How requests and answers lie in a connection's bytes: Modbus TCP, or RTU as a serial server passes it through.
import type { Random } from '@campus/runtime';
import { encodeFrame, type Frame, FrameReader } from './frame.ts';
import { garble } from './garble.ts';
import { encodeRtuFrame, garbleRtu, RtuReader } from './rtu-frame.ts';

export interface Framing {
  /** Whole requests; null where the stream cannot be read any further. */
  push(bytes: Buffer): Frame[] | null;
  encode(frame: Frame): Buffer;
  /** Never a correct answer. */
  garble(answer: Buffer, random: Random): Buffer;
}

export type FramingName = 'tcp' | 'rtu';

export function framingOf(name: FramingName): Framing {
  return name === 'rtu' ? rtu() : tcp();
}

function tcp(): Framing {
  const reader = new FrameReader();
  return { push: (bytes) => reader.push(bytes), encode: encodeFrame, garble };
}

function rtu(): Framing {
  const reader = new RtuReader();
  return { push: (bytes) => reader.push(bytes), encode: encodeRtuFrame, garble: garbleRtu };
}
