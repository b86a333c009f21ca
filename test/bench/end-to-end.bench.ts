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
const pace = { ours: 6_000, theirs: 1_500 } as const;
const wantedPerCpuSecond = 150_000;
const storeWithinMs = 120_000;
const settleMs = 3_000;

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
}

export const endToEnd: Bench = {
  name: 'end-to-end',
  method: `${devices} wireless sensors send JSON of ${valuesAMessage} values over MQTT, all changed each time, to Mosquitto; counted until every value is durable in the store, was judged by two rules, and a page that watches 100 points is told its changes (an alarm at the end proves the rules). CPU seconds of all processes: Mosquitto, agent and hub; or Mosquitto, Node-RED 5.0.7 and InfluxDB 1.6.7 (lines in batches of up to 5,000 each 100 ms). The sensors' own process is not counted. Samples counted in the stores`,
  async run({ runs, isQuick }): Promise<Figure[]> {
    const missing = influxdMissing ?? mosquittoMissing ?? (await nodeRedMissing());
    if (missing) {
      process.stderr.write(`end-to-end is skipped: ${missing}\n`);
      return [];
    }
    const seconds = isQuick ? 5 : 15;
    const { ours, theirs } = await inTurns(
      runs,
      () => measure(CampusChain.start, pace.ours, seconds),
      () => measure(NodeRedChain.start, pace.theirs, seconds),
    );
    const value = median(ours.map(({ perCpuSecond }) => perCpuSecond));
    const note = `${pace.ours * valuesAMessage} and ${pace.theirs * valuesAMessage} samples a second for ${seconds} s; values shown: ${median(ours.map(({ shown }) => shown))} and ${median(theirs.map(({ shown }) => shown))}`;
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
      figure('Mosquitto + Node-RED + InfluxDB', median(theirs.map(({ perCpuSecond }) => perCpuSecond))),
      figure('promise', wantedPerCpuSecond),
    ];
  },
};

async function measure(
  start: (devices: number, fieldPort: number) => Promise<Chain>,
  messagesPerSecond: number,
  seconds: number,
): Promise<Measured> {
  const mosquitto = await Mosquitto.start();
  const chain = await start(devices, mosquitto.port);
  const field = await FieldDevices.connect({ port: mosquitto.port, devices, messagesPerSecond });
  try {
    const pids = [mosquitto.pid, ...chain.pids];
    const warmUp = await field.send(devices * 2);
    await until(async () => (await chain.stored()) >= warmUp, storeWithinMs);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const [before, shownBefore, cpuBefore] = [await chain.stored(), chain.shown, cpuSeconds(...pids)];
    const sent = await field.send(messagesPerSecond * seconds);
    const stored = async (): Promise<number> => (await chain.stored()) - before;
    await until(
      async () => (await stored()) >= sent,
      storeWithinMs,
      () => `${sent} samples stored`,
    );
    const tookS = cpuSeconds(...pids) - cpuBefore;
    checkCount('the store', await stored(), sent);
    if (chain.shown === shownBefore) throw new Error('the page was told nothing');
    field.glare();
    await chain.untilGlareIsTold(storeWithinMs);
    return { perCpuSecond: sent / tookS, shown: chain.shown - shownBefore };
  } finally {
    await field.close();
    await chain.end();
    await mosquitto.remove();
  }
}
