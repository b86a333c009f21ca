// A process with the driver's sessions as an agent has them, each behind a proxy that mutates replies. It says what came of
// it as one line of JSON, and it is not told to bear what an agent would not: an exception nobody caught ends it.
import { type DriverSession, type DriverSink, loadDriver } from '@campus/device-drivers';
import { createLog, seededRandom } from '@campus/runtime';
import { deviceModel, point, text } from '../../device-drivers/device-models/point-builder.ts';
import { HastyClock } from '../unit/device-drivers/opcua/sessions.ts';
import { planOf } from '../unit/device-drivers/support.ts';
import { MutatingProxy } from './mutated-opcua-proxy.ts';
import { heapMb, pause, until } from './mutated-process.ts';
import { variableOf } from './mutated-values.ts';

export interface DriverOrder {
  readonly port: number;
  readonly seed: number;
  readonly mutations: number;
  readonly sessions: number;
  readonly variables: number;
  readonly folder: string;
  /** Thumbprint of the server's certificate: messages are signed then. */
  readonly trust: string | null;
}

export interface DriverOutcome {
  readonly mutated: number;
  readonly good: number;
  /** Good values that nobody sent, or of another variable. */
  readonly wrong: readonly string[];
  readonly wrongCount: number;
  /** Sessions that told a value of each variable after the last mutation. */
  readonly recovered: number;
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
}

/** Waits of the driver are so many times shorter: it is to meet many replies, not to be patient. */
const haste = 20;
/** Measured after a share of the run, when all that is made once has been made. */
const warmShare = 0.2;
/** Afterwards there is time: a machine that is busy must not look like a line that is silent. */
const recoveringHaste = 5;
const recoverMs = 120_000;
const mostWords = 10;

// Ends with whoever started it; otherwise by itself, when nothing is left open.
process.stdin.on('end', () => process.exit(1)).resume();
process.stdin.unref();
const clock = new HastyClock(haste);
const order = JSON.parse(process.argv[2]!) as DriverOrder;

const model = deviceModel({
  id: 'proving',
  name: text('自证', 'proving'),
  maker: 'test',
  kind: 'machine',
  system: 'workshop',
  protocol: 'opcua',
  source: 'example',
  points: Array.from({ length: order.variables }, (_, index) =>
    point(
      { id: `v${index}`, name: text('值', 'value'), quantity: 'count', range: { min: 1, max: 2 ** 48 } },
      { node: `v${index}` },
      { periodMs: 100, heartbeatMs: 60_000 },
    ),
  ),
});

class ProvingSink implements DriverSink {
  static good = 0;
  static wrongCount = 0;
  static readonly wrong: string[] = [];
  /** Variables of which a value was told since this was emptied. */
  readonly told = new Set<number>();

  sample(index: number, _timeMs: number, value: number, status: number): void {
    if (status !== 0) return;
    ProvingSink.good++;
    this.told.add(index);
    if (variableOf(value) === index) return;
    ProvingSink.wrongCount++;
    if (ProvingSink.wrong.length < mostWords) ProvingSink.wrong.push(`v${index} = ${value}`);
  }

  deviceState(): void {}
}

interface Running {
  readonly session: DriverSession;
  readonly sink: ProvingSink;
  readonly proxy: MutatingProxy;
}

let total = 0;

async function begin(at: number): Promise<Running> {
  const random = seededRandom(order.seed + at);
  const proxy = new MutatingProxy(order.port, random, order.trust !== null, () => total++);
  const security = order.trust === null ? { mode: 'none' } : { mode: 'sign', trust: [order.trust] };
  const settings = {
    host: '127.0.0.1',
    port: await proxy.listen(),
    publishingMs: 100,
    timeoutMs: 20_000,
    outageMs: 10_000,
    security,
  };
  const plan = planOf('opcua', settings, [{ id: 'p', model, address: { root: 'ns=1;s=P' } }]);
  const sink = new ProvingSink();
  const log = createLog('driver', () => {});
  const driver = await loadDriver('opcua');
  const session = driver.open(plan, sink, { clock, log, random, folder: order.folder });
  session.start();
  return { session, sink, proxy };
}

const all = await Promise.all(Array.from({ length: order.sessions }, (_, at) => begin(at)));
await until(() => total >= order.mutations * warmShare, 3_600_000);
const heapBeforeMb = heapMb();
await until(() => total >= order.mutations, 14_400_000);
clock.haste = recoveringHaste;
for (const { proxy } of all) proxy.isMutating = false;
await pause(200);
for (const { sink } of all) sink.told.clear();
const isWell = ({ sink }: Running): boolean => sink.told.size === order.variables;
await until(() => all.every(isWell), recoverMs);
const recovered = all.filter(isWell).length;
const heapAfterMb = heapMb();
await Promise.all(all.map(({ session }) => session.close()));
await Promise.all(all.map(({ proxy }) => proxy.close()));
const { good, wrong, wrongCount } = ProvingSink;
const outcome: DriverOutcome = {
  mutated: total,
  good,
  wrong,
  wrongCount,
  recovered,
  heapBeforeMb,
  heapAfterMb,
};
process.stdout.write(`${JSON.stringify(outcome)}\n`);
