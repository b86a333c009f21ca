// Reads and judges a changed campus file in a thread of its own: a large school takes longer than an alarm may wait.
import type { Campus } from '@campus/campus-model';
import { FileMistakes, WorkerClient } from '@campus/runtime';
import type { Settings } from '../settings.ts';
import type { CampusReaderMethods } from './campus-reader-worker.ts';

/** What the description of a very large site takes while it is expanded. */
const workerLimits = { maxOldGenerationSizeMb: 512 };

/** As loadCampus; throws FileMistakes. */
export async function readCampusApart(settings: Pick<Settings, 'campus' | 'variables'>): Promise<Campus> {
  const file = new URL('./campus-reader-worker.ts', import.meta.url);
  const { campus, variables } = settings;
  const worker = new WorkerClient<CampusReaderMethods>(file, { campus, variables }, () => {}, workerLimits);
  try {
    const read = await worker.call('read', []);
    if ('mistakes' in read) throw new FileMistakes(read.mistakes);
    return read.campus;
  } finally {
    await worker.close();
  }
}
