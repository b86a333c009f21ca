// Sees when the server was started anew: what it had confirmed until then may be lost, and is to be sent again.
import type { Clock } from '@campus/runtime';
import type { InfluxServer } from './influx-server.ts';
import type { UpTo } from './spool-queue.ts';
import type { SpoolClient } from './spooled-samples.ts';

/** Asked at once over a new connection; behind a proxy even that does not tell. */
const askEveryMs = 60_000;
/** A server that does not say when it was started may only have been away: what is kept is not sent at every stumble. */
const betweenGuessesMs = 600_000;

export class RestartWatch {
  readonly #server: InfluxServer;
  readonly #spool: SpoolClient;
  readonly #clock: Clock;
  /** Nothing is known of the time before this start. */
  #isInterrupted = true;
  #connections = 0;
  #nextAskMs = Number.NEGATIVE_INFINITY;
  #nextGuessMs = Number.NEGATIVE_INFINITY;

  constructor(server: InfluxServer, spool: SpoolClient, clock: Clock) {
    this.#server = server;
    this.#spool = spool;
    this.#clock = clock;
  }

  /** The server was away, or failed in some other way. */
  interrupted(): void {
    this.#isInterrupted = true;
    this.#connections = 0;
  }

  /**
   * To be asked after the server has confirmed everything up to `confirmed` and before that counts as sent. Rows that wait
   * again; null where the server is the one that it was.
   */
  async rowsToSendAgain(confirmed: UpTo): Promise<number | null> {
    const now = this.#clock.monotonic();
    const { connections } = this.#server;
    if (connections === this.#connections && now < this.#nextAskMs) return null;
    const startedMs = await this.#server.startedMs();
    [this.#connections, this.#nextAskMs] = [connections, now + askEveryMs];
    if (startedMs === null) {
      if (!this.#isInterrupted || now < this.#nextGuessMs) return null;
      this.#nextGuessMs = now + betweenGuessesMs;
    }
    const rows = await this.#spool.call('startedAt', [startedMs, confirmed]);
    this.#isInterrupted = false;
    return rows;
  }
}
