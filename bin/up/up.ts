// `campus up`: the whole campus on one machine. Supervises simulators, hub and agents as processes of their own.
import { join } from 'node:path';
import type { Campus, Text } from '@campus/campus-model';
import { createLog, endWithParent, type Log, SupervisedChild, systemClock } from '@campus/runtime';
import { loadCampus, loadRules } from '../campus-file.ts';
import { hubFolder, secretIn, takeDataFolder } from '../data-folder.ts';
import { demoAccounts } from '../hub/demo-accounts.ts';
import { type Announcement, readAnnouncement } from '../ready.ts';
import { productFolder, type Settings, settingsArguments } from '../settings.ts';
import { CommandFailure, exitCodes, inTerminal, say } from '../words.ts';
import { lanAddresses, localAddress, qrCode } from './addresses.ts';
import { LogFile } from './log-file.ts';
import { buildPanelIfNeeded } from './panel-build.ts';
import { firstTaken, type WantedPort } from './ports.ts';

export interface UpRun {
  readonly controlPort: number;
  readonly seed: number;
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

/** The children of one run and what is told of them. */
class Supervision {
  readonly #campus: Campus;
  readonly #settings: Settings;
  readonly #run: UpRun;
  readonly #startedAt: number;
  readonly #log: Log;
  readonly #children: SupervisedChild[] = [];
  readonly #agentsReady = new Set<string>();
  #panelPort = 0;
  #isLive = false;

  constructor(campus: Campus, settings: Settings, run: UpRun, startedAt: number) {
    this.#campus = campus;
    this.#settings = settings;
    this.#run = run;
    this.#startedAt = startedAt;
    const file = this.#logFile('up');
    this.#log = createLog('up', (line) => file.write(line));
  }

  start(): void {
    const { controlPort, seed, hasSimulators } = this.#run;
    if (hasSimulators) {
      this.#child('simulators', ['simulate', '--control-port', String(controlPort), '--seed', String(seed)]);
    }
    this.#child('hub', ['hub']);
    for (const id of this.#campus.gateways.keys()) this.#child(`agent ${id}`, ['agent', '--gateway', id]);
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.end()));
  }

  #logFile(name: string): LogFile {
    return new LogFile(join(this.#settings.dataFolder, 'logs', `${name}.log`));
  }

  #child(name: string, args: readonly string[]): void {
    const logFile = this.#logFile(name.replace(' ', '-'));
    const child = new SupervisedChild({
      name,
      file: join(productFolder, 'bin/campus.ts'),
      args: [...args, ...settingsArguments(this.#settings)],
      clock: systemClock,
      log: this.#log,
      onLine: (line) => this.#told(readAnnouncement(line)),
      onErrorOutput: (text) => logFile.write(text),
      onHopeless: (lastWords) => void this.#giveUp(name, lastWords),
    });
    this.#children.push(child);
    child.start();
  }

  #told(announcement: Announcement | null): void {
    if (!announcement) return;
    if (announcement.live && !this.#isLive) {
      this.#isLive = true;
      this.#sayLive();
    } else if (announcement.ready === 'simulators') {
      const count = this.#campus.devices.size;
      say({ zh: `✓ 模拟设备：${count} 台`, en: `✓ simulators: ${count} devices` });
    } else if (announcement.ready === 'hub') {
      this.#hubReady(announcement);
    } else if (announcement.ready) {
      this.#agentReady(String(announcement.ready));
    }
  }

  #agentReady(id: string): void {
    this.#agentsReady.add(id);
    const [ready, all] = [this.#agentsReady.size, this.#campus.gateways.size];
    if (ready === all) say({ zh: `✓ 边缘网关：${ready} 个`, en: `✓ edge agents: ${ready}` });
  }

  #hubReady(announcement: Announcement): void {
    if (this.#panelPort !== 0) return;
    this.#panelPort = Number(announcement.panelPort);
    say({ zh: `✓ 中枢已就绪`, en: `✓ hub` });
    if (announcement.adminPassword) {
      const password = announcement.adminPassword;
      say({
        zh: `管理员账号 admin，密码 ${password}（只显示这一次）`,
        en: `Administrator account admin, password ${password} (shown this once)`,
      });
    }
  }

  #sayLive(): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    const address = localAddress(this.#panelPort || this.#settings.panelPort);
    say({ zh: `✓ 首个实时数据：启动后 ${seconds} 秒`, en: `✓ first live value after ${seconds} s` });
    process.stdout.write(`\n  ${address}\n`);
    if (this.#run.isOnLan) sayLan(this.#panelPort);
    if (this.#campus.isDemo) sayDemoAccounts();
    say({ zh: '\n按 Ctrl-C 结束。', en: '\nCtrl-C ends it.' });
  }

  async #giveUp(name: string, lastWords: string): Promise<void> {
    process.stderr.write(`${lastWords.split('\n').at(-1)}\n`);
    say({ zh: `${name} 无法启动，已全部结束。`, en: `${name} cannot start; everything was ended.` });
    await this.end();
    process.exit(exitCodes.hopeless);
  }
}

function sayLan(port: number): void {
  const addresses = lanAddresses(port);
  for (const address of addresses) process.stdout.write(`  ${address}\n`);
  if (addresses[0]) process.stdout.write(`\n${qrCode(addresses[0])}\n`);
}

function sayDemoAccounts(): void {
  const heading: Text = { zh: '\n演示账号（密码相同）：', en: '\nDemo accounts (one password for all):' };
  const password = demoAccounts[0]!.password;
  say({ zh: `${heading.zh}${password}`, en: `${heading.en} ${password}` });
  for (const { account, name } of demoAccounts)
    process.stdout.write(`  ${account.padEnd(10)} ${inTerminal(name)}\n`);
}
