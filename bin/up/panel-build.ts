// Builds the panel once, and again when its sources are newer than what was built.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { productFolder } from '../settings.ts';
import { CommandFailure, say } from '../words.ts';

const panelFolder = join(productFolder, 'web/panel');

export function buildPanelIfNeeded(): void {
  const built = newest(join(panelFolder, 'dist'));
  if (built > 0 && built >= Math.max(newest(panelFolder), newest(join(productFolder, 'campus-model'))))
    return;
  say({ zh: '正在构建页面（仅首次）…', en: 'Building the panel (first time only) …' });
  const vite = join(productFolder, 'node_modules/vite/bin/vite.js');
  const done = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: panelFolder,
    // Whatever NODE_ENV the caller has, what is served is React's production build.
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  if (done.status === 0) return;
  throw new CommandFailure({
    zh: `页面构建失败：${lastLine(done.stderr)}。请检查磁盘空间后重试。`,
    en: `The panel could not be built: ${lastLine(done.stderr)}. Check the disk, then try again.`,
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Newest change below a folder in ms; 0 where there is nothing. */
function newest(folder: string): number {
  let latest = 0;
  for (const entry of entriesOf(folder)) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
