// Builds the panel once, and again when its sources are newer than what was built.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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
  const reason = reasonOf(done.stderr);
  throw new CommandFailure({
    zh: `页面构建失败：${reason}。请按此处理后重试；完整信息：npm run build。`,
    en: `The panel could not be built: ${reason}. Mend that and start again; the whole message: npm run build.`,
  });
}

/** The line of Vite's message that says what is wrong: the first that is neither a heading nor empty. */
function reasonOf(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim());
  return lines.find((line) => line !== '' && !/^(error during build|Build failed)/.test(line)) ?? '';
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
