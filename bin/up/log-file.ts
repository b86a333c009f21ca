// A log file of bounded size: full, it becomes the one old file and starts anew.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const largestFile = 10_000_000;

export class LogFile {
  readonly #path: string;
  #bytes: number;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Appends; a disk that refuses loses the log line and nothing else. */
  write(text: string): void {
    try {
      if (this.#bytes > largestFile) {
        renameSync(this.#path, `${this.#path}.old`);
        this.#bytes = 0;
      }
      appendFileSync(this.#path, text);
      this.#bytes += Buffer.byteLength(text);
    } catch {
      // A full disk is told by the processes themselves; their logs may not stop them.
    }
  }
}
