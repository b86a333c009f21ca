// The worker's side of reading: a file in, what was taken from it or why nothing was.
import { type FileFault, type ImportedPlan, ImportFailure } from './imported.ts';
import { readPlanFile } from './read-plan.ts';

export interface ReadRequest {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

export type ReadAnswer =
  | { readonly plan: ImportedPlan }
  | { readonly fault: FileFault; readonly detail: string };

async function answer({ name, bytes }: ReadRequest): Promise<ReadAnswer> {
  try {
    return { plan: await readPlanFile(name, new Uint8Array(bytes)) };
  } catch (error) {
    if (error instanceof ImportFailure) return { fault: error.fault, detail: error.detail };
    return { fault: 'broken', detail: error instanceof Error ? error.message : String(error) };
  }
}

addEventListener('message', async (event: MessageEvent<ReadRequest>) => {
  postMessage(await answer(event.data));
});
