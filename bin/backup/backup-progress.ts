// How far a backup or a restore is, for the person at the terminal: each step once, or a JSON line a change.
import type { Text } from '@campus/campus-model';
import { z } from 'zod';
import { say } from '../words.ts';
import type { BackupStep } from './backup-worker.ts';

type Step = BackupStep | 'verify' | 'unpack';

const words: Record<Step, Text> = {
  history: { zh: '历史数据', en: 'history' },
  operations: { zh: '账号、告警、命令与审计', en: 'accounts, alarms, commands, audit' },
  checksums: { zh: '校验和', en: 'checksums' },
  archive: { zh: '归档', en: 'archive' },
  verify: { zh: '核对备份', en: 'backup verified' },
  unpack: { zh: '解开并核对', en: 'unpacked and verified' },
};

const progressSchema = z.object({ step: z.enum(Object.keys(words) as [Step, ...Step[]]), share: z.number() });

/** A step that takes its time is told at each of these shares. */
const toldPercents = 25;

export class BackupProgress {
  readonly #isJson: boolean;
  readonly #told = new Map<Step, number>();

  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  /** Takes progress of this process or, as it came, of the hub. */
  tell(progress: unknown): void {
    const { data } = progressSchema.safeParse(progress);
    if (!data) return;
    const percent = Math.floor(data.share * 100);
    const grain = this.#isJson ? 1 : toldPercents;
    const before = this.#told.get(data.step) ?? -1;
    if (Math.floor(percent / grain) <= Math.floor(before / grain) && before >= 0) return;
    this.#told.set(data.step, percent);
    if (this.#isJson) process.stdout.write(`${JSON.stringify({ step: data.step, percent })}\n`);
    else if (percent >= 100) this.#say(data.step, '✓', '');
    else if (percent > 0) this.#say(data.step, '…', ` ${percent} %`);
  }

  /** The last line: what was made, or in JSON all of it. */
  done(text: Text, result: object): void {
    if (this.#isJson) process.stdout.write(`${JSON.stringify({ done: result })}\n`);
    else say(text);
  }

  #say(step: Step, mark: string, after: string): void {
    const { zh, en } = words[step];
    say({ zh: `${mark} ${zh}${after}`, en: `${mark} ${en}${after}` });
  }
}
