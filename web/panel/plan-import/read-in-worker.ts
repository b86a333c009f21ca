// The page's side of reading: a worker for one file, ended when it has answered, when it takes too long or when nobody
// waits for it any more.
import { type ImportedPlan, ImportFailure, mostFileBytes } from './imported.ts';
import type { ReadAnswer, ReadRequest } from './reader-worker.ts';

/** The largest file takes a few seconds on a slow machine; what takes longer never ends. */
const mostReadMs = 30_000;

/** Rejects with ImportFailure, or with the signal's reason. */
export async function readInWorker(file: File, signal: AbortSignal): Promise<ImportedPlan> {
  if (file.size > mostFileBytes) {
    throw new ImportFailure('too-large', `${(file.size / 1e6).toFixed(1)} MB (${mostFileBytes / 1e6} MB)`);
  }
  const bytes = await file.arrayBuffer();
  signal.throwIfAborted();
  const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await ask(worker, { name: file.name, bytes }, signal);
    if ('plan' in answer) return answer.plan;
    throw new ImportFailure(answer.fault, answer.detail);
  } finally {
    worker.terminate();
  }
}

function ask(worker: Worker, request: ReadRequest, signal: AbortSignal): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ImportFailure('too-slow', request.name)), mostReadMs);
    const end = () => clearTimeout(timer);
    signal.addEventListener('abort', () => {
      end();
      reject(signal.reason);
    });
    worker.onmessage = ({ data }: MessageEvent<ReadAnswer>) => {
      end();
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      end();
      reject(new ImportFailure('broken', message));
    };
    worker.postMessage(request, [request.bytes]);
  });
}
