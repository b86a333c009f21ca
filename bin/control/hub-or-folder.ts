// For commands that need a hub's data: the running hub is asked, the folder of a stopped one is taken.
import { setTimeout } from 'node:timers/promises';
import { type DataFolder, FolderInUse, takeDataFolder } from '../data-folder.ts';
import { askHub, type HubQuestion } from './ask-hub.ts';

/** A hub that starts or ends holds its folder and does not answer: so long a command waits for it. */
const longestWaitMs = 60_000;
const pollMs = 500;

/** Either what the hub answered, or its folder, held by this process. Throws CommandFailure. */
export async function askHubOrTakeFolder(
  question: HubQuestion,
): Promise<{ readonly done: unknown } | { readonly folder: DataFolder }> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const answer = await askHub(question);
    if (answer) return answer;
    try {
      return { folder: takeDataFolder(question.folder) };
    } catch (error) {
      if (!(error instanceof FolderInUse) || waitedMs >= longestWaitMs) throw error;
    }
    await setTimeout(pollMs, undefined, question.signal ? { signal: question.signal } : {});
  }
}
