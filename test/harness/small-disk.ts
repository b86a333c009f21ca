// Disks for tests: a small one that fills up, and one that refuses to write. Mounting needs root, refusing needs gcc.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
export const mayBuildFailingDisk = process.platform === 'linux' && existsSync('/usr/bin/gcc');

export class SmallDisk {
  readonly folder: string;
  #filling: NodeJS.Timeout | null = null;

  /** Mounted over `folder`, which is there and empty. */
  constructor(folder: string, megabytes: number) {
    this.folder = folder;
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  }

  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Takes every byte there is, and every byte that becomes free from then on. */
  fill(): void {
    this.#takeAll();
    this.#filling = setInterval(() => this.#takeAll(), 50);
  }

  /** Others write too: what they took meanwhile is no longer there to be taken. */
  #takeAll(): void {
    for (let free = this.freeBytes(); free > 0; free = this.freeBytes()) {
      try {
        appendFileSync(join(this.folder, 'filler'), Buffer.alloc(free, 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  empty(): void {
    if (this.#filling) clearInterval(this.#filling);
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  unmount(): void {
    this.empty();
    execFileSync('umount', ['-l', this.folder]);
  }
}

/** Lets processes that are started with `env` fail to write below `folder`, which must be a mount of its own. */
export class FailingDisk {
  readonly env: Readonly<Record<string, string>>;
  readonly #switch: string;

  /** `workFolder` is on another disk. */
  constructor(folder: string, workFolder: string) {
    const library = join(workFolder, 'failing-disk.so');
    const source = join(import.meta.dirname, 'failing-disk.c');
    execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
    this.#switch = join(workFolder, 'failing-with');
    writeFileSync(this.#switch, '');
    this.env = {
      LD_PRELOAD: library,
      CAMPUS_FAILING_DISK: folder,
      CAMPUS_FAILING_WITH: this.#switch,
    };
  }

  failWith(error: 'EIO' | 'EROFS' | null): void {
    writeFileSync(this.#switch, error ?? '');
  }
}
