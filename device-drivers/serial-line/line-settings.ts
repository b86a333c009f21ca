// A serial line's settings as its schema gives them (settings.ts), without the schema.

export type Parity = 'none' | 'even' | 'odd';

interface CommonLine {
  readonly connectTimeoutMs: number;
  /** Silence between an answer and the next request. */
  readonly gapMs: number;
}

export interface ServerLine extends CommonLine {
  readonly host: string;
  readonly port: number;
}

export interface LocalLine extends CommonLine {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly stopBits: 1 | 2;
  readonly parity: Parity;
}

export type LineSettings = ServerLine | LocalLine;

/** The line's name in logs, and what it is owned by. */
export function lineName(settings: LineSettings): string {
  return 'path' in settings ? settings.path : `${settings.host}:${settings.port}`;
}
