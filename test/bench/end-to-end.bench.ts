// From a device's payload to stored, ruled and shown: our agent and hub beside Node-RED and InfluxDB, both behind Mosquitto.
import { until } from '../harness/campus-run.ts';
import { influxdMissing } from '../harness/influxd.ts';
import { CampusChain } from './campus-chain.ts';
import { FieldDevices, valuesAMessage } from './field-devices.ts';
import { type Bench, checkCount, type Figure, inTurns, median } from './figure.ts';
import { Mosquitto, mosquittoMissing } from './mosquitto.ts';
import { NodeRedChain, nodeRedMissing } from './node-red-chain.ts';
import { cpuSeconds } from './process-cpu.ts';

const devices = 500;
/** What each side carries without falling behind on two cores; CPU is counted for each sample, not by the clock. */
const pace = { ours: 12_000, batched: 4_000, plain: 500 } as const;
const wantedPerCpuSecond = 150_000;
const storeWithinMs = 60_000;
const mostAttempts = 5;
const settleMs = 3_000;
const warmUpTurns = 20;

interface Chain {
  readonly pids: number[];
  readonly shown: number;
  stored(): Promise<number>;
  untilGlareIsTold(deadlineMs: number): Promise<void>;
  end(): Promise<void>;
}

interface Measured {
  readonly perCpuSecond: number;
  readonly shown: number;
  /** CPU seconds of each process: Mosquitto first, then the chain's in its order. */
  readonly processS: readonly number[];
}

export const endToEnd: Bench = {
  name: 'end-to-end',
  method: `${devices} wireless sensors send JSON of ${valuesAMessage} values over MQTT, all changed each time, to Mosquitto; counted until every value is durable in the store, was judged by two rules, and a page that watches 100 points is told its changes (an alarm at the end proves the rules). CPU seconds of all processes: Mosquitto, agent and hub; or Mosquitto, Node-RED 5.0.7 and InfluxDB 1.6.7, once with lines in batches of up to 5,000 each 100 ms, once as a plain flow that writes each message. The sensors' own process is not counted. Samples counted in the stores`,
  async run({ runs, isQuick }): Promise<Figure[]> {
    const missing = influxdMissing ?? mosquittoMissing ?? (await nodeRedMissing());
    if (missing) {
      process.stderr.write(`end-to-end is skipped: ${missing}\n`);
      return [];
    }
    const seconds = isQuick ? 5 : 8;
    const [ours, batched, plain] = await inTurns(runs, [
      () => measure(CampusChain.start, pace.ours, seconds),
      () => measure((...where) => NodeRedChain.start(...where, false), pace.batched, seconds),
      () => measure((...where) => NodeRedChain.start(...where, true), pace.plain, seconds),
    ]);
    const perCpuSecond = (all: readonly Measured[]): number => median(all.map((it) => it.perCpuSecond));
    const value = perCpuSecond(ours!);
    const shown = [ours, batched, plain].map((all) => median(all!.map((it) => it.shown)));
    const paces = Object.values(pace).map((messages) => messages * valuesAMessage);
    const note = `${paces.join(', ')} samples a second for ${seconds} s; values shown: ${shown.join(', ')}; ours: ${sharesOf(ours!)}`;
    const figure = (peer: string, peerValue: number): Figure => ({
      bench: 'end-to-end',
      figure: 'samples stored, ruled and shown',
      value,
      unit: '1/CPU s',
      peer,
      peerValue,
      note,
    });
    return [
      figure('Mosquitto + Node-RED + InfluxDB, batched', perCpuSecond(batched!)),
      figure('Mosquitto + Node-RED + InfluxDB, each message written', perCpuSecond(plain!)),
      figure('promise', wantedPerCpuSecond),
    ];
  },
};

const ourProcesses = ['Mosquitto', 'hub', 'agent'];

/** Which process took how much of the CPU time. */
function sharesOf(all: readonly Measured[]): string {
  const medians = ourProcesses.map((_, i) => median(all.map(({ processS }) => processS[i]!)));
  const sum = medians.reduce((total, seconds) => total + seconds, 0);
  return ourProcesses.map((name, i) => `${name} ${Math.round((100 * medians[i]!) / sum)} %`).join(', ');
}

/** Says everything until it is heard: subscriptions take their time. Then lets all of it come to rest. */
async function warmUp(chain: Chain, field: FieldDevices): Promise<void> {
  await until(async () => {
    await field.send(devices);
    return (await chain.stored()) > 0;
  }, storeWithinMs);
  await field.send(devices * warmUpTurns);
  for (let last = -1, now = 0; last !== now; now = await chain.stored()) {
    last = now;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  }
}

/** A run in which something was lost (a disk of this machine that stalled) is no figure: it is said and measured anew. */
async function measure(...how: Parameters<typeof measureOnce>): Promise<Measured> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await measureOnce(...how);
    } catch (error) {
      if (attempt === mostAttempts) throw error;
      process.stderr.write(`end-to-end: measured anew: ${(error as Error).message}\n`);
    }
  }
}

async function measureOnce(
  start: (devices: number, fieldPort: number) => Promise<Chain>,
  messagesPerSecond: number,
  seconds: number,
): Promise<Measured> {
  const mosquitto = await Mosquitto.start();
  const chain = await start(devices, mosquitto.port);
  const field = await FieldDevices.connect({ port: mosquitto.port, devices, messagesPerSecond });
  try {
    const pids = [mosquitto.pid, ...chain.pids];
    await warmUp(chain, field);
    const cpuOfEach = (): number[] => pids.map((pid) => cpuSeconds(pid));
    const [before, shownBefore, cpuBefore] = [await chain.stored(), chain.shown, cpuOfEach()];
    const sent = await field.send(messagesPerSecond * seconds);
    const stored = async (): Promise<number> => (await chain.stored()) - before;
    await until(
      async () => (await stored()) >= sent,
      storeWithinMs,
      () => `${sent} samples stored`,
    );
    const processS = cpuOfEach().map((seconds, i) => seconds - cpuBefore[i]!);
    const tookS = processS.reduce((sum, seconds) => sum + seconds, 0);
    checkCount('the store', await stored(), sent);
    if (chain.shown === shownBefore) throw new Error('the page was told nothing');
    field.glare();
    await chain.untilGlareIsTold(storeWithinMs);
    return { perCpuSecond: sent / tookS, shown: chain.shown - shownBefore, processS };
  } finally {
    await field.close();
    await chain.end();
    await mosquitto.remove();
  }
}
