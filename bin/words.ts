// What the command line says, in the language of the terminal (LC_ALL, LC_MESSAGES, LANG), Chinese or English.
import type { Text } from '@campus/campus-model';

const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
const language: keyof Text = /^zh/i.test(locale) ? 'zh' : 'en';

export function inTerminal(text: Text): string {
  return text[language];
}

/** One line for the person at the terminal. */
export function say(text: Text): void {
  process.stdout.write(`${inTerminal(text)}\n`);
}

/** A trouble that ends the command with one sentence and an exit code, without a stack. */
export class CommandFailure extends Error {
  /** In both languages: the hub's terminal may speak another one than that of the command that asked it. */
  readonly text: Text;
  readonly exitCode: number;

  constructor(text: Text, exitCode: number = exitCodes.failed) {
    super(inTerminal(text));
    this.name = 'CommandFailure';
    this.text = text;
    this.exitCode = exitCode;
  }
}

/** Exit codes of `campus` (docs/how-to/run.md). 78 is EX_CONFIG: starting again will not help. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, hopeless: 78 } as const;
