// A machine whose power can be cut: a folder, the journal of all that its processes do there, and the image that stays.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@campus/runtime';
import { type Luck, writeImage } from './disk-image.ts';
import { DiskModel } from './disk-model.ts';

/** Null where a shared library can be built here, else why not. */
export function whyNoPowerCuts(): string | null {
  if (process.platform !== 'linux') return 'power cuts are simulated on Linux only';
  return spawnSync('gcc', ['--version']).status === 0
    ? null
    : 'gcc is not installed (apt-get install gcc libc6-dev)';
}

/** Builds the library that keeps the journal; returns its file. */
export function buildJournal(folder: string): string {
  const library = join(folder, 'journal.so');
  const source = join(import.meta.dirname, 'journal.c');
  const done = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`gcc: ${done.stderr}`);
  return library;
}

export class Machine {
  readonly name: string;
  readonly folder: string;
  readonly #journal: string;
  readonly #library: string;
  /** The disk as it was when the power came last. */
  #model: DiskModel;

  /** `parent` holds the machine's folder, its journal and earlier disks. */
  constructor(name: string, parent: string, library: string) {
    this.name = name;
    this.folder = join(parent, name);
    this.#journal = join(parent, `${name}.journal`);
    this.#library = library;
    mkdirSync(this.folder, { recursive: true });
    this.#model = new DiskModel(this.folder);
  }

  /** The machine is about to start: what stands in its folder now is on its disk. */
  begin(): void {
    this.#model = new DiskModel(this.folder);
  }

  /** What a process of the machine must be started with. */
  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.#library,
      CAMPUS_CUT_FOLDER: this.folder,
      CAMPUS_CUT_JOURNAL: this.#journal,
      // Rings of requests pass the library by.
      UV_USE_IO_URING: '0',
    };
  }

  /** Follows the journal to its end; the machine's processes are gone. */
  readJournal(): void {
    if (existsSync(this.#journal)) this.#model.replay(readFileSync(this.#journal));
    rmSync(this.#journal, { force: true });
  }

  /** A disk that the cut could have left, in a folder that is not there yet. */
  imageInto(folder: string, luck: Luck, random: Random): void {
    writeImage(this.#model, folder, luck, random);
  }

  /** The power was cut: the folder holds what the cut left. The disk before it stays beside as `.before`. */
  cut(luck: Luck, random: Random): void {
    this.readJournal();
    const image = `${this.folder}.image`;
    this.imageInto(image, luck, random);
    rmSync(`${this.folder}.before`, { recursive: true, force: true });
    renameSync(this.folder, `${this.folder}.before`);
    renameSync(image, this.folder);
  }
}
