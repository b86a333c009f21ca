// What a campus description may say of a serial line: reached through a serial server (TCP) or a local port. Drivers
// spread these shapes into their own endpoint schemas, with the defaults of their protocol.
import { z } from 'zod';
import type { Parity } from './line-settings.ts';

interface LineDefaults {
  readonly baudRate: number;
  readonly parity: Parity;
  /** Silence between an answer and the next request. */
  readonly gapMs: number;
}

const common = ({ gapMs }: LineDefaults) => ({
  connectTimeoutMs: z.number().int().min(100).max(30_000).default(3_000),
  gapMs: z.number().int().min(0).max(1_000).default(gapMs),
});

/** A serial server or a meter concentrator that passes bytes through. */
export const serverLineShape = (defaults: LineDefaults) => ({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  ...common(defaults),
});

/** A port of this machine. */
export const localLineShape = (defaults: LineDefaults) => ({
  /** `/dev/ttyUSB0`, `/dev/ttyS1`, `COM3`. */
  path: z.string().min(1).max(255),
  baudRate: z.number().int().min(300).max(921_600).default(defaults.baudRate),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  parity: z.enum(['none', 'even', 'odd']).default(defaults.parity),
  ...common(defaults),
});
