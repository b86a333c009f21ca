// Runs the thread of a backup and hands on what it says; ends it where nobody waits any more.
import { Worker } from 'node:worker_threads';
import { noRoom } from './backup-room.ts';
import type { BackupWord, BackupWork } from './backup-worker.ts';
import type { TellStep } from './make-backup.ts';

export async function runWorker(
  work: BackupWork,
  tell: TellStep,
  signal: AbortSignal,
): Promise<{ files: number }> {
  const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: work });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (word: BackupWord) => {
        if ('step' in word) tell(word);
        else if ('done' in word) resolve(word.done);
        else if ('missingBytes' in word) reject(noRoom(work.target, word.missingBytes));
        else reject(Object.assign(new Error(word.failed.message), { code: word.failed.code }));
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(signal.reason ?? new Error('the thread of the backup has ended')));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
