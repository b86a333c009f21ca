// The thread of campus-reader.ts.
import type { Campus } from '@campus/campus-model';
import { FileMistakes } from '@campus/runtime';
import { serveWorker } from '@campus/runtime/worker';
import { loadCampus } from '../campus-file.ts';
import type { Settings } from '../settings.ts';

export type CampusReaderMethods = ReturnType<typeof methodsOf>;

function methodsOf(settings: Pick<Settings, 'campus' | 'variables'>) {
  return {
    /** The campus, or what is wrong with its file. */
    async read(): Promise<{ campus: Campus } | { mistakes: readonly string[] }> {
      try {
        return { campus: await loadCampus(settings) };
      } catch (error) {
        if (error instanceof FileMistakes) return { mistakes: error.lines };
        throw error;
      }
    },
    close() {},
  };
}

serveWorker((settings: Pick<Settings, 'campus' | 'variables'>) => methodsOf(settings));
