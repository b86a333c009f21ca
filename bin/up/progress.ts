// What `campus up` tells the person at the terminal: each step once, then where the panel is and who may sign in.
import type { Campus, Text } from '@campus/campus-model';
import { demoAccounts } from '../hub/demo-accounts.ts';
import { readReloaded, reloadedText } from '../reload.ts';
import { inTerminal, say } from '../words.ts';
import { lanAddresses, localAddress, qrCode } from './addresses.ts';

export type Step = 'simulators' | 'hub' | 'agents' | 'live';

const demoHistoryTexts = {
  begun: {
    zh: '正在后台生成 30 天演示历史（模拟数据）…',
    en: 'Writing 30 days of demo history (simulated) in the background …',
  },
  done: { zh: '✓ 演示历史：30 天', en: '✓ demo history: 30 days' },
};

export interface ProgressOptions {
  readonly campus: Campus;
  readonly steps: readonly Step[];
  readonly isOnLan: boolean;
  /** performance.now() at the start of the command. */
  readonly startedAt: number;
}

export class Progress {
  readonly #options: ProgressOptions;
  readonly #waiting: Set<Step>;
  readonly #agentsReady = new Set<string>();
  readonly #demoHistorySaid = new Set<number>();
  #panelPort = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#waiting = new Set(options.steps);
  }

  simulatorsReady(): void {
    const count = this.#options.campus.devices.size;
    this.#done('simulators', { zh: `✓ 模拟设备：${count} 台`, en: `✓ simulators: ${count} devices` });
  }

  /** `announced` is what the hub says of it. */
  campusChanged(announced: string): void {
    const reloaded = readReloaded(announced);
    const text = reloaded && reloadedText(reloaded);
    if (text) say(text);
  }

  campusRefused(mistakes: string): void {
    const start = {
      zh: '校园描述或规则有错，系统保持原样运行：',
      en: 'The campus file or the rules have mistakes; all goes on as it was:',
    };
    process.stderr.write(`${inTerminal(start)}\n${mistakes}\n`);
  }

  hubReady(panelPort: number): void {
    this.#panelPort = panelPort;
    this.#done('hub', { zh: '✓ 中枢', en: '✓ hub' });
  }

  agentReady(id: string): void {
    this.#agentsReady.add(id);
    const count = this.#agentsReady.size;
    if (count < this.#options.campus.gateways.size) return;
    this.#done('agents', { zh: `✓ 边缘网关：${count} 个`, en: `✓ edge agents: ${count}` });
  }

  live(): void {
    const seconds = ((performance.now() - this.#options.startedAt) / 1000).toFixed(1);
    const en = `✓ first live value after ${seconds} s`;
    this.#done('live', { zh: `✓ 首个实时数据：启动后 ${seconds} 秒`, en });
  }

  /** `share` 0 is told at the start of the writing and 1 at its end, by a hub that was started anew also again. */
  demoHistory(share: number): void {
    if (this.#demoHistorySaid.has(share)) return;
    this.#demoHistorySaid.add(share);
    if (share < 1) say(demoHistoryTexts.begun);
    else say(demoHistoryTexts.done);
  }

  #done(step: Step, text: Text): void {
    if (!this.#waiting.delete(step)) return;
    say(text);
    if (this.#waiting.size === 0) this.#sayWhere();
  }

  #sayWhere(): void {
    const { campus, isOnLan } = this.#options;
    process.stdout.write(`\n  ${localAddress(this.#panelPort)}\n`);
    if (isOnLan) sayLan(this.#panelPort);
    if (campus.isDemo) sayDemoAccounts();
    say({ zh: '\n按 Ctrl-C 结束。', en: '\nCtrl-C ends it.' });
  }
}

function sayLan(port: number): void {
  const addresses = lanAddresses(port);
  for (const address of addresses) process.stdout.write(`  ${address}\n`);
  if (addresses[0]) process.stdout.write(`\n${qrCode(addresses[0])}\n`);
}

function sayDemoAccounts(): void {
  const { password } = demoAccounts[0]!;
  say({
    zh: `\n演示账号（密码都是 ${password}）：`,
    en: `\nDemo accounts (the password of each is ${password}):`,
  });
  for (const { account, name } of demoAccounts) {
    process.stdout.write(`  ${account.padEnd(10)} ${inTerminal(name)}\n`);
  }
}
