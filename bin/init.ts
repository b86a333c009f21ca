// `campus init FOLDER`: a school of one's own beside the demo: a campus description to fill in, rules, settings.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { idSchema, type Text } from '@campus/campus-model';
import { syncFolder } from './disk-calls.ts';
import { campusText, rulesText, type School, settingsText } from './init-texts.ts';
import { CommandFailure, exitCodes, say } from './words.ts';

export interface InitOptions {
  readonly id?: string;
  readonly nameZh?: string;
  readonly nameEn?: string;
  readonly timeZone?: string;
  readonly panelPort?: number;
  readonly mqttPort?: number;
}

/** Free of those of the demo (8080 and 1883). */
const usualPorts = { panel: 8081, mqtt: 1884 } as const;

/** Writes the school into a folder that is not there or empty. Throws CommandFailure, and then has written nothing. */
export function runInit(folder: string, options: InitOptions): void {
  const path = resolve(folder);
  const school = schoolOf(options);
  takeEmptyFolder(path);
  const files = {
    'campus.yaml': campusText(school),
    'rules.yaml': rulesText(),
    'settings.yaml': settingsText(school),
  };
  try {
    for (const [name, text] of Object.entries(files)) writeWhole(join(path, name), text);
    syncFolder(path);
  } catch (error) {
    for (const name of Object.keys(files)) rmSync(join(path, name), { force: true });
    throw notWritten(path, error);
  }
  tellNext(path, school);
}

function schoolOf({ id = 'my-school', nameZh, nameEn, timeZone, panelPort, mqttPort }: InitOptions): School {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'Asia/Shanghai';
  if (!idSchema.safeParse(id).success) {
    throw wrongOption({
      zh: `--id ${id}：应为小写字母、数字、连字符，最多 64 个字符。`,
      en: `--id ${id}: expected lower-case letters, digits and hyphens, at most 64.`,
    });
  }
  if (!isTimeZone(zone)) {
    throw wrongOption({
      zh: `--time-zone ${zone}：应为时区名，如 Asia/Shanghai。`,
      en: `--time-zone ${zone}: expected the name of a time zone, such as Asia/Shanghai.`,
    });
  }
  return {
    id,
    name: { zh: nameZh?.trim() || '我的学校', en: nameEn?.trim() || 'My school' },
    timeZone: zone,
    panelPort: panelPort ?? usualPorts.panel,
    mqttPort: mqttPort ?? usualPorts.mqtt,
  };
}

function wrongOption(text: Text): CommandFailure {
  return new CommandFailure(text, exitCodes.usage);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function takeEmptyFolder(path: string): void {
  let names: string[];
  try {
    mkdirSync(path, { recursive: true });
    names = readdirSync(path);
  } catch (error) {
    throw notWritten(path, error);
  }
  if (names.length === 0) return;
  throw new CommandFailure({
    zh: `文件夹 ${path} 不是空的，未写入任何内容。请另选一个文件夹。`,
    en: `The folder ${path} is not empty, so nothing was written. Choose another one.`,
  });
}

function notWritten(path: string, error: unknown): CommandFailure {
  const why = (error as NodeJS.ErrnoException).code ?? String(error);
  return new CommandFailure({
    zh: `文件夹 ${path} 无法写入（${why}）。请检查权限与磁盘，或另选一个文件夹。`,
    en: `The folder ${path} cannot be written (${why}). Check its rights and the disk, or choose another one.`,
  });
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function tellNext(path: string, { panelPort }: School): void {
  const near = relative(process.cwd(), path);
  const shown = near.startsWith('..') ? path : near || '.';
  const settings = join(shown, 'settings.yaml');
  say({ zh: `学校已建立在 ${path}。接下来：`, en: `The school is in ${path}. Next:` });
  const steps: readonly (readonly [command: string, text: Text])[] = [
    [`check ${join(shown, 'campus.yaml')}`, { zh: '检查校园描述', en: 'checks the campus description' }],
    [
      `points export ${join(shown, 'points.xlsx')} --settings ${settings}`,
      { zh: '导出点表，填写后用 points import 导入', en: 'writes the point table; fill it in and import it' },
    ],
    [
      `up --settings ${settings}`,
      { zh: `启动（http://127.0.0.1:${panelPort}）`, en: `starts it (http://127.0.0.1:${panelPort})` },
    ],
  ];
  for (const [command, { zh, en }] of steps) {
    say({ zh: `  npm run campus -- ${command}    # ${zh}`, en: `  npm run campus -- ${command}    # ${en}` });
  }
}
