#!/usr/bin/env node
// The one door: plain JavaScript that runs on Node 20 and later. It installs what is missing, finds Node 24
// (the machine's own, or the binary that npm brought), and hands over to campus.ts or the tests.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const neededMajor = 24;
const isChinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');

function say(zh, en) {
  process.stderr.write(`${isChinese ? zh : en}\n`);
}

function stop(zh, en) {
  say(zh, en);
  process.exit(1);
}

/** True where node_modules was installed from the lockfile as it is now. */
function isInstalled() {
  try {
    const stamp = readFileSync(join(root, 'node_modules', '.campus-installed'), 'utf8');
    return stamp === readFileSync(join(root, 'package-lock.json'), 'utf8');
  } catch {
    return false;
  }
}

function install() {
  say(
    '正在安装所需组件（仅首次，约一分钟）…',
    'Installing what is missing (first time only, about a minute) …',
  );
  const npm = process.env.npm_execpath;
  const [file, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) {
    stop(
      '安装未完成。请检查网络与磁盘空间后再次运行 npm start；已有数据不受影响。',
      'The installation did not finish. Check the network and the disk, then run npm start again; no data was touched.',
    );
  }
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  writeFileSync(join(root, 'node_modules', '.campus-installed'), lock);
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name);
  if (existsSync(binary)) return binary;
  return stop(
    `需要 Node ${neededMajor}，本机是 ${process.version}，而 npm 没有适合 ${platform}-${process.arch} 的版本。请安装 Node ${neededMajor} 后重试。`,
    `Node ${neededMajor} is needed; this machine has ${process.version} and npm brings none for ${platform}-${process.arch}. Install Node ${neededMajor} and try again.`,
  );
}

const [command, ...rest] = process.argv.slice(2);
if (!isInstalled()) install();

/** Work on the tree itself, beside what `campus` does. */
const entries = {
  test: ['test/run.ts'],
  bench: ['test/bench/run.ts'],
  screenshots: ['test/harness/screenshots.ts'],
  generate: ['test/tidy/generated.ts'],
  build: ['node_modules/vite/bin/vite.js', 'build', 'web/panel'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.'],
};
const isCampus = !Object.hasOwn(entries, command);
const [entry, ...first] = isCampus
  ? ['bin/campus.js', ...(command === undefined ? [] : [command])]
  : entries[command];
const node = findNode();
/**
 * A gateway is a small box: a young generation and few malloc arenas that fit it, and a collection once what is old has
 * grown by two fifths, save half of the memory. A threshold that is fixed keeps malloc from holding on to what large buffers
 * left: by itself it would raise the threshold with each of them.
 */
const processFlags = JSON.parse(readFileSync(join(root, 'bin/process-flags.json'), 'utf8'));
const lean = Object.hasOwn(processFlags, command) ? processFlags[command] : processFlags.other;
// The channel tells the child when this process is gone, however it went.
const child = spawn(node, [...lean.flags, join(root, entry), ...first, ...rest], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    ...lean.env,
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/campus'),
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
  },
});
process.on('SIGINT', () => child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
