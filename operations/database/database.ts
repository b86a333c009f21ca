// The caller's side of the database's thread.
import { CampusError } from '@campus/campus-model';
import { WorkerClient } from '@campus/runtime';
import type { OperationsMethods } from './methods.ts';
import { OperationsFileError } from './open-database.ts';

const workerFile = new URL('./worker.ts', import.meta.url);

export class OperationsDatabase {
  readonly #client: WorkerClient<OperationsMethods>;

  private constructor(client: WorkerClient<OperationsMethods>) {
    this.#client = client;
  }

  /** Rejects with OperationsFileError. `onLost` is told if the thread ends by itself later. */
  static async open(file: string, onLost: (error: Error) => void): Promise<OperationsDatabase> {
    let isOpen = false;
    const client = new WorkerClient<OperationsMethods>(workerFile, { file }, (error) => {
      if (isOpen) onLost(error);
    });
    try {
      await client.call('ready', []);
    } catch (error) {
      throw new OperationsFileError(error instanceof Error ? error.message : String(error));
    }
    isOpen = true;
    return new OperationsDatabase(client);
  }

  /** Calls run one after the other; what one has written is on disk when it resolves. */
  async call<K extends keyof OperationsMethods & string>(
    method: K,
    args: Parameters<OperationsMethods[K]>,
  ): Promise<Awaited<ReturnType<OperationsMethods[K]>>> {
    try {
      return await this.#client.call(method, args);
    } catch (error) {
      if (error instanceof Error && /disk is full/.test(error.message)) throw new CampusError('disk-full');
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
