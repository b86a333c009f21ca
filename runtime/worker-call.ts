// Calls into a worker thread: what blocks on disk lives there, the caller awaits the answer.
import { type MessagePort, parentPort, type ResourceLimits, Worker, workerData } from 'node:worker_threads';
import { CampusError, type ErrorCode } from '@campus/campus-model/plain';

// biome-ignore lint/suspicious/noExplicitAny: the one place where calls of every shape pass through
export type WorkerMethods = Record<string, (...args: any[]) => unknown>;

interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: unknown[];
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: Error;
  /** Of a CampusError, which loses its class on the way. */
  readonly code?: ErrorCode;
  readonly detail?: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The caller's side. Calls are answered in the order they finish; all fail if the worker ends. */
export class WorkerClient<M extends WorkerMethods> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #ended: Error | null = null;

  /** `onLost` is told if the worker ends without `close` (a fault that its owner must treat as fatal). */
  constructor(
    file: URL,
    data: unknown,
    onLost?: (error: Error) => void,
    /** What the thread's heap may take; Node's own limits if left out. */
    resourceLimits: ResourceLimits = {},
  ) {
    this.#worker = new Worker(file, { workerData: data, resourceLimits });
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
    this.#worker.on('error', (error: unknown) => {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      onLost?.(this.#ended!);
    });
    this.#worker.on('exit', () => this.#end(new Error('the worker thread has ended')));
  }

  call<K extends keyof M & string>(
    method: K,
    args: Parameters<M[K]>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Awaited<ReturnType<M[K]>>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker.postMessage({ id, method, args } satisfies Request, transfer as ArrayBuffer[]);
    });
  }

  /** Calls the worker's `close` method, then ends the thread. */
  async close(): Promise<void> {
    if (this.#ended) return;
    await this.call('close', [] as unknown as Parameters<M['close' & keyof M]>);
    await this.#worker.terminate();
  }

  /** Ends the thread at once, whatever it is at; calls that are not answered yet fail. */
  async terminate(): Promise<void> {
    this.#end(new Error('the worker thread was ended'));
    await this.#worker.terminate();
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.code) waiting?.reject(new CampusError(answer.code, answer.detail));
    else if (answer.error) waiting?.reject(answer.error);
    else waiting?.resolve(answer.result);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}

/**
 * The worker's side: `create` gets the client's data and returns the methods, among them `close`.
 * Calls run one after the other in the order they came, but for the methods named in `beside`: these start as soon as
 * they come and are answered whenever they finish, so that a long one holds up nothing behind it.
 */
export function serveWorker<D, M extends WorkerMethods = WorkerMethods>(
  create: (data: D) => M | Promise<M>,
  { beside = [] }: { readonly beside?: readonly (keyof M & string)[] } = {},
): void {
  const port: MessagePort | null = parentPort;
  if (!port) throw new Error('serveWorker is for worker threads only');
  const ready = Promise.resolve(create(workerData as D));
  const atOnce = new Set<string>(beside);
  let last: Promise<unknown> = ready;
  port.on('message', ({ id, method, args }: Request) => {
    const run = async (): Promise<void> => {
      const answer = await answerOf(id, async () => (await ready)[method]!(...args));
      port.postMessage(answer);
    };
    if (atOnce.has(method)) void run();
    else last = last.then(run);
  });
}

async function answerOf(id: number, run: () => Promise<unknown>): Promise<Answer> {
  try {
    return { id, result: await run() };
  } catch (error) {
    if (!(error instanceof CampusError))
      return { id, error: error instanceof Error ? error : new Error(String(error)) };
    const { code, detail } = error;
    return detail === undefined ? { id, error, code } : { id, error, code, detail };
  }
}
