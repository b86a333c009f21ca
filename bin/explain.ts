// What a person at the terminal is told of a trouble that ends the command.
import { CommandFailure, exitCodes, inTerminal } from './words.ts';

const t = (zh: string, en: string): string => inTerminal({ zh, en });

/** Errors whose message is a sentence for a person; by name, so that nobody loads what throws them to tell them. */
const sentences = new Set(['FileMistakes', 'OperationsFileError']);

/** One sentence and an exit code for trouble that a person can mend; anything else is a fault of ours. */
export function explain(error: unknown): number {
  if (error instanceof CommandFailure) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && sentences.has(error.name)) {
    process.stderr.write(`${error.message}\n`);
    return exitCodes.hopeless;
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    const { port: taken = '?' } = error as { port?: number };
    const sentence = t(
      `端口 ${taken} 不可用（${code}）。请关闭占用它的程序，或另选端口（--help）。`,
      `Port ${taken} cannot be used (${code}). Close the program that holds it, or choose another (--help).`,
    );
    process.stderr.write(`${sentence}\n`);
    return exitCodes.hopeless;
  }
  if (code === 'ENOSPC') {
    process.stderr.write(
      `${t('磁盘已满。请腾出空间后重试。', 'The disk is full. Make room and try again.')}\n`,
    );
    return exitCodes.hopeless;
  }
  const isDebugging = process.env.CAMPUS_LOG === 'debug' && error instanceof Error;
  const fault = isDebugging ? error.stack : String(error);
  const hint = t(
    '程序内部错误。设 CAMPUS_LOG=debug 可看细节：',
    'A fault inside; CAMPUS_LOG=debug shows more:',
  );
  process.stderr.write(`${hint} ${fault}\n`);
  return exitCodes.failed;
}
