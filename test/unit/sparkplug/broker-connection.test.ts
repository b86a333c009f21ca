// How soon a lost broker is asked again: often while it was there a moment ago, seldom later, never two in a row at once.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, seededRandom, silentLog, systemClock } from '../../../runtime/index.ts';
import { BrokerConnection } from '../../../sparkplug/broker-connection.ts';
import { until } from './heard.ts';
import { password, startOwnBroker, type TestBroker } from './test-brokers.ts';

let broker: TestBroker;
let connection: BrokerConnection;

beforeEach(async () => {
  broker = await startOwnBroker();
});
afterEach(async () => {
  await connection.close(null);
  await broker.stop();
});

/** Waiting costs no time, and is noted. */
class HurriedClock implements Clock {
  readonly waits: number[] = [];
  #passedMs = 0;
  readonly now = systemClock.now;
  readonly every = systemClock.every;

  monotonic(): number {
    return this.#passedMs;
  }

  after(delayMs: number, run: () => void): () => void {
    this.waits.push(delayMs);
    this.#passedMs += delayMs;
    return systemClock.after(0, run);
  }

  pass(ms: number): void {
    this.#passedMs += ms;
  }
}

function connect(clock: Clock, onUp = () => {}, random = () => 1): void {
  connection = new BrokerConnection(
    { url: broker.url, username: 'gw-1', password, clientId: 'gw-1' },
    {
      will: () => ({
        topic: 'spBv1.0/school/NDEATH/gw-1',
        payload: new Uint8Array(),
        qos: 1,
        retain: false,
      }),
      onUp,
      onDown: () => {},
      onMessage: () => {},
    },
    { clock, log: silentLog, random },
  );
  connection.start();
}

test('from MQTT 5 to 3.1.1 without a wait', async () => {
  const clock = new HurriedClock();
  connect(clock);
  await until(() => connection.isUp, 'the connection');
  expect(clock.waits).toEqual([]);
});

test('a broker that was there is asked every 2 s for a minute, then every 5 s', async () => {
  const clock = new HurriedClock();
  connect(clock);
  await until(() => connection.isUp, 'the connection');
  clock.pass(6_000);
  await broker.stop();
  await until(() => clock.waits.length > 45, 'many attempts');
  const sums = clock.waits.map((_, i) => clock.waits.slice(0, i).reduce((sum, ms) => sum + ms, 0));
  const soon = clock.waits.filter((_, i) => sums[i]! < 60_000);
  const later = clock.waits.filter((_, i) => sums[i]! > 65_000);
  expect(soon.slice(0, 4)).toEqual([300, 600, 1_200, 2_000]);
  expect(Math.max(...soon)).toBe(2_000);
  expect(new Set(later)).toEqual(new Set([5_000]));
});

test('a broker that was never there is asked every 5 s in the end', async () => {
  await broker.stop();
  const clock = new HurriedClock();
  connect(clock);
  await until(() => clock.waits.length > 8, 'many attempts');
  expect(clock.waits.slice(0, 7)).toEqual([300, 600, 1_200, 2_400, 4_800, 5_000, 5_000]);
});

test('the moments of coming back are spread evenly over the whole back-off, and never beyond it', async () => {
  await broker.stop();
  const clock = new HurriedClock();
  connect(clock, () => {}, seededRandom(7));
  await until(() => clock.waits.length > 400, 'many attempts');
  const waits = clock.waits.slice(10);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(20);
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = waits.filter((ms) => Math.floor(ms / 500) === tenth).length / waits.length;
    expect(share).toBeGreaterThan(0.04);
    expect(share).toBeLessThan(0.18);
  }
});
