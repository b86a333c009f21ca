// What the files below a folder take on the disk. InfluxDB reserves files that are long and mostly empty: blocks count.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const blockBytes = 512;

export function folderBytes(folder: string, counts: (name: string) => boolean = () => true): number {
  let blocks = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && counts(entry.name)) blocks += statSync(join(entry.parentPath, entry.name)).blocks;
  }
  return blocks * blockBytes;
}
