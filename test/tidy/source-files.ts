// The files of the product as the tidy tests read them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Every file that git tracks or would track, relative to the root. */
export function productFiles(pattern: RegExp): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  return listed
    .split('\n')
    .filter((path) => path !== '' && pattern.test(path) && existsSync(join(root, path)))
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export const sourcePattern = /\.(ts|tsx|js)$/;

/** Workspace folders by package name. */
export function workspaces(): Map<string, string> {
  const { workspaces: folders } = JSON.parse(read('package.json')) as { workspaces: string[] };
  return new Map(folders.map((folder) => [JSON.parse(read(`${folder}/package.json`)).name, folder]));
}
