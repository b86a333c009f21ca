// The other side of the end-to-end bench: Node-RED doing the same with InfluxDB. Installed by npm into a cache folder when it
// is first needed, in the version pinned here. Either a careful flow (lines in batches, a page told five times a second) or a
// plain one, as it is drawn at first: each message is written when it comes.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, temporaryFolder, until } from '../harness/campus-run.ts';
import { Influxd } from '../harness/influxd.ts';
import { deviceIds, glaringLux } from './field-devices.ts';

const version = '5.0.7';
const cacheFolder = join(homedir(), '.cache/campus-bench', `node-red-${version}`);
export const nodeRedProgram = join(cacheFolder, 'node_modules/node-red/red.js');
const startWithinMs = 60_000;
const watchedPoints = 100;

/** Installs Node-RED where it is not there yet; the sentence that says why it cannot be had, else null. */
export async function nodeRedMissing(): Promise<string | null> {
  if (existsSync(nodeRedProgram)) return null;
  mkdirSync(cacheFolder, { recursive: true });
  const npm = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const [file, ...first] = existsSync(npm) ? [process.execPath, npm] : ['npm'];
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cacheFolder];
  try {
    await promisify(execFile)(file!, [...first, ...args, `node-red@${version}`]);
    return existsSync(nodeRedProgram) ? null : `npm did not leave ${nodeRedProgram}`;
  } catch (error) {
    return `node-red ${version} cannot be installed by npm: ${String(error).split('\n')[0]}`;
  }
}

/** Takes a message or a tick: rules with hysteresis, lines of at most 5,000 or a tenth of a second, the page's changes. */
const takeAll = (watched: readonly string[], isPlain: boolean): string =>
  `
const state = context.get('state') || { lines: [], alarms: {}, shown: {}, ticks: 0, watched: new Set(${JSON.stringify(watched)}) };
context.set('state', state);
const flush = () => {
  const payload = state.lines.join('\\n');
  state.lines = [];
  return { payload, headers: { 'content-type': 'text/plain' } };
};
if (msg.topic === 'tick') {
  state.ticks++;
  const changes = Object.keys(state.shown);
  let page = null;
  if (${isPlain ? '' : 'state.ticks % 2 === 0 && '} changes.length > 0) {
    page = { payload: JSON.stringify({ values: state.shown }) };
    state.shown = {};
  }
  return [state.lines.length > 0 ? flush() : null, page];
}
const id = msg.topic.slice(12);
const at = Date.now();
const told = msg.payload;
let alarm = null;
for (const name in told) {
  const value = Number(told[name]);
  const point = id + '/' + name;
  state.lines.push('s,p=' + point + ' v=' + value + ' ' + at);
  if (name === 'illuminance') {
    if (value > 80000 && !state.alarms[point]) {
      state.alarms[point] = at;
      alarm = { payload: JSON.stringify({ alarm: point }) };
    } else if (value < 79000 && state.alarms[point]) delete state.alarms[point];
    if (state.watched.has(point)) state.shown[point] = value;
  } else if (name === 'battery') {
    if (value < 10 && !state.alarms[point]) {
      state.alarms[point] = at;
      alarm = { payload: JSON.stringify({ alarm: point }) };
    } else if (value > 15 && state.alarms[point]) delete state.alarms[point];
  }
}
return [state.lines.length >= ${isPlain ? 1 : 5000} ? flush() : null, alarm];
`;

function flowOf(fieldPort: number, influxUrl: string, take: string): object[] {
  const z = 'flow';
  const broker = { broker: '127.0.0.1', port: String(fieldPort), clientid: '', keepalive: '60' };
  const url = `${influxUrl}/write?db=bench&precision=ms`;
  return [
    { id: z, type: 'tab', label: 'bench' },
    { id: 'broker', type: 'mqtt-broker', ...broker, protocolVersion: '4', cleansession: true },
    {
      id: 'in',
      type: 'mqtt in',
      z,
      topic: 'zigbee2mqtt/#',
      qos: '0',
      datatype: 'json',
      broker: 'broker',
      wires: [['take']],
    },
    {
      id: 'ticker',
      type: 'inject',
      z,
      repeat: '0.1',
      once: true,
      topic: 'tick',
      props: [{ p: 'topic', vt: 'str' }],
      wires: [['take']],
    },
    {
      id: 'take',
      type: 'function',
      z,
      func: take,
      outputs: 2,
      libs: [],
      wires: [['write'], ['page']],
    },
    { id: 'write', type: 'http request', z, method: 'POST', ret: 'txt', url, persist: true, wires: [[]] },
    { id: 'listener', type: 'websocket-listener', path: '/page', wholemsg: 'false' },
    { id: 'page', type: 'websocket out', z, server: 'listener', client: '', wires: [] },
  ];
}

export class NodeRedChain {
  /** Values that the page was told. */
  shown = 0;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #influxd: Influxd;
  #page: WebSocket | null = null;
  #alarms = 0;

  private constructor(folder: string, child: ChildProcess, influxd: Influxd) {
    this.#folder = folder;
    this.#child = child;
    this.#influxd = influxd;
  }

  static async start(devices: number, fieldPort: number, isPlain: boolean): Promise<NodeRedChain> {
    const influxd = await Influxd.start();
    await influxd.query('', 'CREATE DATABASE bench');
    const folder = temporaryFolder('node-red');
    const port = await freePort();
    const watched = deviceIds(devices)
      .slice(0, watchedPoints)
      .map((id) => `${id}/illuminance`);
    writeFileSync(
      join(folder, 'flows.json'),
      JSON.stringify(flowOf(fieldPort, influxd.url, takeAll(watched, isPlain))),
    );
    const settings = `module.exports = { flowFile: 'flows.json', uiHost: '127.0.0.1', logging: { console: { level: 'warn' } } };`;
    writeFileSync(join(folder, 'settings.js'), settings);
    const args = ['--userDir', folder, '--settings', join(folder, 'settings.js'), '--port', String(port)];
    const child = spawn(process.execPath, [nodeRedProgram, ...args], { stdio: 'ignore' });
    const chain = new NodeRedChain(folder, child, influxd);
    await until(() => chain.#open(port), startWithinMs);
    return chain;
  }

  get pids(): number[] {
    return [this.#child.pid!, this.#influxd.pid];
  }

  async stored(): Promise<number> {
    const series = await this.#influxd.query('bench', 'SELECT count(v) FROM s');
    return Number(series[0]?.values[0]?.[1] ?? 0);
  }

  async untilGlareIsTold(deadlineMs: number): Promise<void> {
    await until(
      () => this.#alarms > 0,
      deadlineMs,
      () => `an alarm above ${glaringLux} lx`,
    );
  }

  async end(): Promise<void> {
    this.#page?.close();
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
    await this.#influxd.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #open(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const page = new WebSocket(`ws://127.0.0.1:${port}/page`);
      page.addEventListener('open', () => {
        this.#page = page;
        resolve(true);
      });
      page.addEventListener('error', () => resolve(false));
      page.addEventListener('message', ({ data }) => this.#told(JSON.parse(String(data))));
    });
  }

  #told({ values, alarm }: { values?: Record<string, number>; alarm?: string }): void {
    if (alarm) this.#alarms++;
    this.shown += Object.keys(values ?? {}).length;
  }
}
