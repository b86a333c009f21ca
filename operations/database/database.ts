// The caller's side of the database's thread.
import { CampusError } from '@campus/campus-model';
import { WorkerClient } from '@campus/runtime';
import type { OperationsMethods } from './methods.ts';
import { OperationsFileError } from './open-database.ts';

const workerFile = new URL('./worker.ts', import.meta.url);
/** Of its heap: rows come and go. */
const workerLimits = { maxYoungGenerationSizeMb: 6 };

export class OperationsDatabase {
  readonly #client: WorkerClient<OperationsMethods>;
  readonly #makeRoom: () => Promise<boolean>;
  /** How often room was made; a call that was refused before the last time is worth another try. */
  #roomsMade = 0;
  #makingRoom: Promise<boolean> | null = null;

  private constructor(client: WorkerClient<OperationsMethods>, makeRoom: () => Promise<boolean>) {
    this.#client = client;
    this.#makeRoom = makeRoom;
  }

  /**
   * Rejects with OperationsFileError. `onLost` is told if the thread ends by itself later. `makeRoom` is asked when the
   * disk refuses a call; where it resolves to true the call is tried once more.
   */
  static async open(
    file: string,
    onLost: (error: Error) => void,
    makeRoom: () => Promise<boolean> = async () => false,
  ): Promise<OperationsDatabase> {
    let isOpen = false;
    const lost = (error: Error): void => {
      if (isOpen) onLost(error);
    };
    const client = new WorkerClient<OperationsMethods>(workerFile, { file }, lost, workerLimits);
    try {
      await client.call('ready', []);
    } catch (error) {
      throw new OperationsFileError(error instanceof Error ? error.message : String(error));
    }
    isOpen = true;
    return new OperationsDatabase(client, makeRoom);
  }

  /**
   * Calls run one after the other; what one has written is on disk when it resolves. Rejects with CampusError `disk-full`
   * or `disk-failing` where the disk refuses; the call then has changed nothing.
   */
  async call<K extends keyof OperationsMethods & string>(
    method: K,
    args: Parameters<OperationsMethods[K]>,
  ): Promise<Awaited<ReturnType<OperationsMethods[K]>>> {
    const roomsMade = this.#roomsMade;
    try {
      return await this.#client.call(method, args);
    } catch (error) {
      const trouble = diskTroubleOf(error);
      if (!trouble) throw error;
      if (this.#roomsMade === roomsMade && !(await this.#roomIsMade())) throw trouble;
    }
    return this.#client.call(method, args).catch((error: unknown) => {
      throw diskTroubleOf(error) ?? error;
    });
  }

  /** Calls that are refused together ask together. */
  #roomIsMade(): Promise<boolean> {
    this.#makingRoom ??= this.#makeRoom()
      .then((isMade) => {
        if (isMade) this.#roomsMade += 1;
        return isMade;
      })
      .finally(() => {
        this.#makingRoom = null;
      });
    return this.#makingRoom;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** What SQLite says where the disk is the cause; null for any other error. */
function diskTroubleOf(error: unknown): CampusError | null {
  const why = error instanceof Error ? error.message : '';
  if (/disk is full/.test(why)) return new CampusError('disk-full');
  const isFailing = /disk I\/O error|readonly database|unable to open database file/.test(why);
  return isFailing ? new CampusError('disk-failing', why) : null;
}
