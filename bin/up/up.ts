// `campus up`: the whole campus on one machine. Supervises simulators, hub and agents as processes of their own.
import { join } from 'node:path';
import { type Campus, compareCampus } from '@campus/campus-model';
import { createLog, endWithParent, type Log, SupervisedChild, systemClock } from '@campus/runtime';
import { loadCampus, loadRules } from '../campus-file.ts';
import { hubFolder, secretIn, takeDataFolder } from '../data-folder.ts';
import processFlags from '../process-flags.json' with { type: 'json' };
import { type Announcement, readAnnouncement } from '../ready.ts';
import { productFolder, type Settings, settingsArguments } from '../settings.ts';
import { CommandFailure, exitCodes, say } from '../words.ts';
import { LogFile } from './log-file.ts';
import { buildPanelIfNeeded } from './panel-build.ts';
import { firstTaken, type WantedPort } from './ports.ts';
import { Progress, type Step } from './progress.ts';

export interface UpRun {
  readonly controlPort: number;
  readonly seed: number;
  readonly load: number;
  readonly hasSimulators: boolean;
  readonly isOnLan: boolean;
}

export async function runUp(settings: Settings, run: UpRun): Promise<void> {
  const startedAt = performance.now();
  const campus = await loadCampus(settings);
  loadRules(settings.rules, campus);
  const folder = takeDataFolder(settings.dataFolder);
  for (const id of [...campus.gateways.keys()]) secretIn(hubFolder(settings.dataFolder), id);
  const taken = await firstTaken(wantedPorts(settings, run));
  if (taken) throw new CommandFailure(taken, exitCodes.hopeless);
  buildPanelIfNeeded();
  const supervision = new Supervision(campus, settings, run, startedAt);
  endWithParent(async () => {
    await supervision.end();
    folder.release();
  });
  supervision.start();
}

function wantedPorts(settings: Settings, run: UpRun): WantedPort[] {
  const panel = { zh: '页面', en: 'panel' };
  const wanted: WantedPort[] = [
    { host: settings.panelHost, port: settings.panelPort, what: panel, option: '--panel-port' },
    {
      host: settings.brokerHost,
      port: settings.brokerPort,
      what: { zh: 'MQTT 消息', en: 'MQTT broker' },
      option: '--mqtt-port',
    },
  ];
  if (run.hasSimulators) {
    const simulators = { zh: '模拟器', en: 'simulators' };
    wanted.push({ host: '127.0.0.1', port: run.controlPort, what: simulators, option: '--control-port' });
  }
  return wanted;
}

/** A school without a device yet has no value to wait for. */
function stepsOf({ points }: Campus, { hasSimulators }: UpRun): Step[] {
  const first: Step[] = hasSimulators ? ['simulators', 'hub', 'agents'] : ['hub', 'agents'];
  return points.size > 0 ? [...first, 'live'] : first;
}

/** Node's flags and the environment of one kind of process, as bin/launch.js gives them where it runs alone. */
type Lean = (typeof processFlags)['hub'];

/** The children of one run and what is told of them. */
class Supervision {
  #campus: Campus;
  readonly #settings: Settings;
  readonly #run: UpRun;
  readonly #progress: Progress;
  readonly #log: Log;
  readonly #children = new Map<string, SupervisedChild>();
  #isHubKnown = false;
  /** One change after the other. */
  #following: Promise<void> = Promise.resolve();

  constructor(campus: Campus, settings: Settings, run: UpRun, startedAt: number) {
    this.#campus = campus;
    this.#settings = settings;
    this.#run = run;
    this.#progress = new Progress({
      campus,
      steps: stepsOf(campus, run),
      isOnLan: run.isOnLan,
      startedAt,
    });
    const file = this.#logFile('up');
    this.#log = createLog('up', (line) => file.write(line));
  }

  start(): void {
    const { seed, hasSimulators } = this.#run;
    if (hasSimulators) this.#simulators();
    this.#child('hub', ['hub', '--seed', String(seed)], processFlags.hub);
    this.#agents(0, 1);
  }

  /** One agent starts with the hub; the others wait until it listens, so that the first value comes soonest. */
  #agents(from: number, to?: number): void {
    for (const id of [...this.#campus.gateways.keys()].slice(from, to)) this.#agent(id);
  }

  #agent(id: string): void {
    this.#child(`agent ${id}`, ['agent', '--gateway', id], processFlags.agent);
  }

  /** The hub has taken the campus file over. Where the file is wrong again by now, the hub says so itself. */
  #campusChanged(announced: string): void {
    this.#progress.campusChanged(announced);
    this.#following = this.#following.then(() => this.#follow()).catch(() => {});
  }

  /** Gateways come and go with the campus; agents that stay read it themselves. */
  async #follow(): Promise<void> {
    const before = this.#campus;
    this.#campus = await loadCampus(this.#settings);
    const { gateways, devices, endpoints } = compareCampus(before, this.#campus);
    for (const id of gateways.removed) await this.#endChild(`agent ${id}`);
    for (const id of gateways.added) this.#agent(id);
    const isOfDevices = [devices, endpoints].some(
      ({ added, changed, removed }) => added.length + changed.length + removed.length > 0,
    );
    if (!isOfDevices || !this.#run.hasSimulators) return;
    await this.#endChild('simulators');
    this.#simulators();
  }

  async #endChild(name: string): Promise<void> {
    const child = this.#children.get(name);
    this.#children.delete(name);
    await child?.end();
  }

  #simulators(): void {
    const { controlPort, seed, load } = this.#run;
    const options = { '--control-port': controlPort, '--seed': seed, '--load': load };
    this.#child('simulators', ['simulate', ...Object.entries(options).flat().map(String)]);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => child.end()));
  }

  #logFile(name: string): LogFile {
    return new LogFile(join(this.#settings.dataFolder, 'logs', `${name}.log`));
  }

  #child(name: string, args: readonly string[], { flags, env }: Lean = processFlags.other): void {
    const logFile = this.#logFile(name.replace(' ', '-'));
    const child = new SupervisedChild({
      name,
      file: join(productFolder, 'bin/campus.js'),
      args: [...args, ...settingsArguments(this.#settings)],
      nodeFlags: flags,
      env,
      clock: systemClock,
      log: this.#log,
      onLine: (line) => this.#told(readAnnouncement(line)),
      onErrorOutput: (text) => logFile.write(text),
      onHopeless: (lastWords) => void this.#giveUp(name, lastWords),
    });
    this.#children.set(name, child);
    child.start();
  }

  #told(announcement: Announcement | null): void {
    if (!announcement) return;
    const { ready, live, panelPort, adminPassword, demoHistory, campusChanged, campusRefused } = announcement;
    if (campusChanged !== undefined) this.#campusChanged(String(campusChanged));
    else if (campusRefused !== undefined) this.#progress.campusRefused(String(campusRefused));
    else if (demoHistory !== undefined) this.#progress.demoHistory(Number(demoHistory));
    else if (live) this.#progress.live();
    else if (ready === 'simulators') this.#progress.simulatorsReady();
    else if (ready === 'hub') this.#hubReady(Number(panelPort), adminPassword);
    else if (ready) this.#progress.agentReady(String(ready));
  }

  #hubReady(panelPort: number, adminPassword: string | number | undefined): void {
    if (this.#isHubKnown) return;
    this.#isHubKnown = true;
    this.#agents(1);
    this.#progress.hubReady(panelPort);
    if (adminPassword === undefined) return;
    say({
      zh: `管理员账号 admin，密码 ${adminPassword}（只显示这一次）`,
      en: `Administrator account admin, password ${adminPassword} (shown this once)`,
    });
  }

  async #giveUp(name: string, lastWords: string): Promise<void> {
    process.stderr.write(`${lastWords.split('\n').at(-1)}\n`);
    say({ zh: `${name} 无法启动，已全部结束。`, en: `${name} cannot start; everything was ended.` });
    await this.end();
    process.exit(exitCodes.hopeless);
  }
}
