// The other side of the Modbus bench: Node-RED with node-red-contrib-modbus, a read node a point or a device.
// Installed by npm into a cache folder when it is first needed, in the version pinned here.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, temporaryFolder } from '../harness/campus-run.ts';
import { pointsPerDevice, registersPerDevice, widthOfPoint } from './modbus-fixture.ts';
import { nodeRedMissing, nodeRedProgram } from './node-red-chain.ts';

const version = '5.60.2';
/** Its own client is a fork of modbus-serial on a server outside npm; npm's modbus-serial takes its place. */
const client = '8.0.25';
const cacheFolder = join(homedir(), '.cache/campus-bench', `node-red-contrib-modbus-${version}`);
const nodes = join(cacheFolder, 'node_modules/node-red-contrib-modbus');
const installWithinMs = 180_000;
/** As often as its queue bears. */
const everyMs = { merged: 10, one: 1_000 } as const;

/** Whole ranges, a read node a device; or a read node a point, as its own examples are drawn. */
export type Reading = keyof typeof everyMs;

/** Installs it where it is not there yet; the sentence that says why it cannot be had, else null. */
export async function contribModbusMissing(): Promise<string | null> {
  const noNodeRed = await nodeRedMissing();
  if (noNodeRed || existsSync(nodes)) return noNodeRed;
  mkdirSync(cacheFolder, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { 'node-red-contrib-modbus': version, 'modbus-serial': client },
    overrides: { '@openp4nr/modbus-serial': `npm:modbus-serial@${client}` },
  };
  writeFileSync(join(cacheFolder, 'package.json'), JSON.stringify(manifest));
  const npm = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const [file, ...first] = existsSync(npm) ? [process.execPath, npm] : ['npm'];
  const args = [...first, 'install', '--no-audit', '--no-fund', '--prefix', cacheFolder];
  try {
    await promisify(execFile)(file!, args, { cwd: cacheFolder, timeout: installWithinMs });
    return existsSync(nodes) ? null : `npm did not leave ${nodes}`;
  } catch (error) {
    return `node-red-contrib-modbus ${version} cannot be installed by npm: ${String(error).split('\n')[0]}`;
  }
}

export class NodeRedModbus {
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Reads the devices of each port, again and again. */
  static async start(ports: readonly number[], unitsEach: number, how: Reading): Promise<NodeRedModbus> {
    const folder = temporaryFolder('node-red-modbus');
    symlinkSync(join(cacheFolder, 'node_modules'), join(folder, 'node_modules'));
    const manifest = { private: true, dependencies: { 'node-red-contrib-modbus': version } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'flows.json'), JSON.stringify(flowOf(ports, unitsEach, how)));
    const settings = `module.exports = { flowFile: 'flows.json', uiHost: '127.0.0.1', logging: { console: { level: 'warn' } } };`;
    writeFileSync(join(folder, 'settings.js'), settings);
    const port = String(await freePort());
    const args = [
      nodeRedProgram,
      '--userDir',
      folder,
      '--settings',
      join(folder, 'settings.js'),
      '--port',
      port,
    ];
    return new NodeRedModbus(spawn(process.execPath, args, { stdio: 'ignore' }), folder);
  }

  async end(): Promise<void> {
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function flowOf(ports: readonly number[], unitsEach: number, how: Reading): object[] {
  const tab = { id: 'flow', type: 'tab', label: 'bench' };
  const func = 'return null;';
  const take = { id: 'take', type: 'function', z: 'flow', func, outputs: 0, libs: [], wires: [] };
  const units = Array.from({ length: unitsEach }, (_, i) => i + 1);
  const reads = ports.flatMap((port, p) => [
    clientOf(p, port),
    ...units.flatMap((unit) => rangesOf(how).map((range) => readOf(p, unit, range, how))),
  ]);
  return [tab, take, ...reads];
}

interface Range {
  readonly start: number;
  readonly count: number;
}

function rangesOf(how: Reading): Range[] {
  if (how === 'merged') return [{ start: 0, count: registersPerDevice }];
  let start = 0;
  return Array.from({ length: pointsPerDevice }, (_, i) => {
    const range = { start, count: widthOfPoint(i) };
    start += range.count;
    return range;
  });
}

function clientOf(p: number, port: number): object {
  return {
    id: `client${p}`,
    type: 'modbus-client',
    name: `Bus ${p + 1}`,
    clienttype: 'tcp',
    bufferCommands: true,
    stateLogEnabled: false,
    queueLogEnabled: false,
    failureLogEnabled: false,
    tcpHost: '127.0.0.1',
    tcpPort: String(port),
    tcpType: 'DEFAULT',
    unit_id: '1',
    commandDelay: '1',
    clientTimeout: '1000',
    reconnectOnTimeout: true,
    reconnectTimeout: '2000',
    parallelUnitIdsAllowed: true,
  };
}

function readOf(p: number, unit: number, { start, count }: Range, how: Reading): object {
  return {
    id: `read${p}x${unit}x${start}`,
    type: 'modbus-read',
    z: 'flow',
    name: '',
    topic: '',
    showStatusActivities: false,
    logIOActivities: false,
    showErrors: false,
    unitid: String(unit),
    dataType: 'HoldingRegister',
    adr: String(start),
    quantity: String(count),
    rate: String(everyMs[how]),
    rateUnit: 'ms',
    delayOnStart: false,
    startDelayTime: '',
    server: `client${p}`,
    useIOFile: false,
    ioFile: '',
    useIOForPayload: false,
    emptyMsgOnFail: false,
    wires: [['take'], []],
  };
}
