// Asks a short-lived process for the pinyin of names. It leaves matching to campus-model.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface PinyinWork {
  readonly names: readonly string[];
  readonly people: readonly string[];
}

interface PinyinAnswer {
  /** Name → syllables with a space between. */
  readonly spelled: Promise<ReadonlyMap<string, string>>;
  /** Ends the process, whatever it is at; `spelled` rejects then. */
  end(): void;
}

const speller = fileURLToPath(new URL('./pinyin-process.ts', import.meta.url));
/** The dictionary takes about ten; the rest is for the names of a large campus. */
const mostHeapMegabytes = 128;

export function spellNames(work: PinyinWork): PinyinAnswer {
  const child = fork(speller, [], {
    execArgv: [`--max-old-space-size=${mostHeapMegabytes}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const spelled = new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
    child.once('message', (answer: readonly string[]) => {
      const all = [...work.names, ...work.people];
      resolve(new Map(all.map((name, row) => [name, answer[row] ?? ''])));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`the pinyin process ended with ${code ?? signal}`)),
    );
  });
  child.send(work, (error) => {
    if (error) child.kill();
  });
  return { spelled, end: () => void child.kill() };
}
