// Logging: JSON lines on standard error (pino). Trouble is logged once when it begins and once when it ends.
import { type Logger, pino } from 'pino';

export type Log = Logger;

const secretPaths = ['password', '*.password', 'token', '*.token', 'cookie', '*.cookie'];

/** A log for one process; its level comes from CAMPUS_LOG (default info). `write` takes it elsewhere. */
export function createLog(processName: string, write?: (line: string) => void): Log {
  return pino(
    {
      level: process.env.CAMPUS_LOG ?? 'info',
      base: { process: processName },
      redact: { paths: secretPaths, censor: '…' },
    },
    write ? { write } : pino.destination({ dest: 2, sync: true }),
  );
}

/** A log that says nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' });

/** Says once when something is lost and once when it is back. */
export class TroubleLog {
  readonly #log: Log;
  readonly #lost = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  lost(what: string, why: string): void {
    if (this.#lost.has(what)) return;
    this.#lost.add(what);
    this.#log.warn({ what, why }, 'lost');
  }

  back(what: string): void {
    if (this.#lost.delete(what)) this.#log.info({ what }, 'back');
  }
}
