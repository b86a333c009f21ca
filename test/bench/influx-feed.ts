// Feeds InfluxDB the way it likes best: one measurement, one tag, one field, batches of 5,000 lines, each awaited.
import { Agent, request } from 'node:http';
import type { Influxd } from '../harness/influxd.ts';

export const batchLines = 5_000;
/** Batches under way at once: enough that the server never waits for the client. */
const atOnce = 2;

/** The lines of a batch; `at(i)` gives the series, value and time (ms) of each. */
export function linesOf(
  count: number,
  at: (i: number) => { readonly series: string; readonly value: number; readonly timeMs: number },
  measurement = 's',
): Buffer {
  let text = '';
  for (let i = 0; i < count; i++) {
    const { series, value, timeMs } = at(i);
    text += `${measurement},p=${series} v=${value} ${timeMs}\n`;
  }
  return Buffer.from(text);
}

export class InfluxFeed {
  readonly #influxd: Influxd;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: atOnce });

  constructor(influxd: Influxd) {
    this.#influxd = influxd;
  }

  async createDatabase(): Promise<void> {
    await this.#influxd.query('', 'CREATE DATABASE bench');
  }

  /** Writes all batches; resolves when the last is confirmed, which the server does after the sync of its log. */
  async write(batches: Iterable<Buffer>): Promise<void> {
    const next = batches[Symbol.iterator]();
    const line = async (): Promise<void> => {
      for (let batch = next.next(); !batch.done; batch = next.next()) await this.#post(batch.value);
    };
    await Promise.all(Array.from({ length: atOnce }, line));
  }

  /** Samples of all measurements. */
  async count(): Promise<number> {
    const series = await this.#influxd.query('bench', 'SELECT count(v) FROM /.*/');
    return series.reduce((sum, { values }) => sum + Number(values[0]?.[1] ?? 0), 0);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const path = '/write?db=bench&precision=ms';
      const options = { port: this.#influxd.port, path, method: 'POST', agent: this.#agent };
      const call = request({ host: '127.0.0.1', ...options }, (answer) => {
        answer.resume().once('end', () => {
          if (answer.statusCode === 204) resolve();
          else reject(new Error(`InfluxDB answered ${answer.statusCode}`));
        });
      });
      call.once('error', reject);
      call.end(body);
    });
  }
}
