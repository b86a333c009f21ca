// `campus points`: the point table (点表) written from the campus description, and read back into it.
import { open, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DeviceModelCatalogue, expandCampus, type Text } from '@campus/campus-model';
import { checkDevices, deviceModels } from '@campus/device-drivers';
import {
  editYaml,
  largestTableBytes,
  type PointTableReading,
  readPointTable,
  replaceFile,
  writePointTable,
} from '@campus/operations';
import { FileMistakes, readYamlFile } from '@campus/runtime';
import { loadCampus, loadRules } from './campus-file.ts';
import { notWritten, writeNew } from './new-file.ts';
import type { Settings } from './settings.ts';
import { CommandFailure, say } from './words.ts';

const models: DeviceModelCatalogue = deviceModels;

/** Writes a new file. Throws CommandFailure, or FileMistakes where the campus has any. */
export async function runPointsExport(file: string, settings: Settings): Promise<void> {
  const campus = await loadCampus(settings);
  const bytes = await writePointTable(readYamlFile(settings.campus).value, models, settings.variables);
  await writeNew(resolve(file), bytes);
  const [spaces, points] = [campus.spaces.size, campus.points.size];
  say({
    zh: `${file}：已导出 ${spaces} 个房间、${points} 个点。`,
    en: `${file}: ${spaces} spaces and ${points} points are written.`,
  });
}

/**
 * Prints every difference; with `isApplied` writes them into the campus file, whose former text stays beside it. Throws
 * CommandFailure with every mistake of the table, and then has changed nothing.
 */
export async function runPointsImport(file: string, settings: Settings, isApplied: boolean): Promise<void> {
  const bytes = await readTable(file);
  await loadCampus(settings);
  const text = await readFile(settings.campus, 'utf8');
  const { value } = readYamlFile(settings.campus);
  const context = { models, variables: settings.variables, judge: checkDevices };
  const reading = await readPointTable(bytes, value, context);
  if (!reading.description) throw mistakesOfTable(file, reading);
  tellReading(reading);
  if (reading.differences.length === 0) return;
  await checkResult(reading.description, settings);
  const edited = editYaml(text, reading.description);
  if (edited === null) throw cannotEdit(settings.campus);
  if (!isApplied) {
    say({
      zh: '以上为预览，尚未改动。确认后请加 --apply 再运行一次。',
      en: 'This is what would change; nothing has been. Run it again with --apply to change it.',
    });
    return;
  }
  await apply(settings.campus, text, edited);
}

async function readTable(file: string): Promise<Uint8Array> {
  const failure = (why: Text): CommandFailure =>
    new CommandFailure({ zh: `${file}：${why.zh}`, en: `${file}: ${why.en}` });
  try {
    const handle = await open(file, 'r');
    try {
      if ((await handle.stat()).size <= largestTableBytes) return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw failure({
      zh: `无法读取（${code}）。请检查文件名与权限。`,
      en: `cannot be read (${code}). Check its name and rights.`,
    });
  }
  const most = largestTableBytes / 1e6;
  throw failure({
    zh: `文件超过 ${most} MB。请只保留点表的内容。`,
    en: `it is larger than ${most} MB. Keep nothing but the point table in it.`,
  });
}

function mistakesOfTable(file: string, { mistakes }: PointTableReading): CommandFailure {
  const count = mistakes.length;
  // A mistake of the whole file has no sheet to begin with.
  const told = (language: 'zh' | 'en'): string[] =>
    mistakes.map(({ sheet, text }) => (sheet === '' ? `${file}: ${text[language]}` : text[language]));
  return new CommandFailure({
    zh: [...told('zh'), `${file}：${count} 处错误，未作任何改动。`].join('\n'),
    en: [
      ...told('en'),
      `${file}: ${count} ${count === 1 ? 'mistake' : 'mistakes'}; nothing was changed.`,
    ].join('\n'),
  });
}

function tellReading({ notes, differences }: PointTableReading): void {
  for (const { text } of notes) say(text);
  for (const { text, isConsequence } of differences) {
    say(isConsequence ? { zh: `  由此 ${text.zh}`, en: `  so that ${text.en}` } : text);
  }
  const count = (action: string): number =>
    differences.filter((each) => each.action === action && !each.isConsequence).length;
  const [added, changed, removed] = [count('added'), count('changed'), count('removed')];
  say({
    zh:
      differences.length === 0
        ? '与校园描述一致，没有差异。'
        : `新增 ${added}，修改 ${changed}，删除 ${removed}。`,
    en:
      differences.length === 0
        ? 'It says what the campus description says: no difference.'
        : `${added} added, ${changed} changed, ${removed} removed.`,
  });
}

/** The same judgement as `campus check`, and that the rules still find what they watch. */
async function checkResult(description: unknown, settings: Settings): Promise<void> {
  const expanded = expandCampus(description, models, settings.variables);
  const mistakes = expanded.ok ? await checkDevices(expanded.campus, expanded.origins) : expanded.mistakes;
  if (!expanded.ok || mistakes.length > 0) {
    const lines = mistakes.map(
      ({ path, found, expected }) => `${path.join('.')}: found ${found}; expected: ${expected}`,
    );
    throw new FileMistakes(lines);
  }
  const hasRules = await readFile(settings.rules).then(
    () => true,
    () => false,
  );
  if (hasRules) loadRules(settings.rules, expanded.campus);
}

function cannotEdit(path: string): CommandFailure {
  return new CommandFailure({
    zh: `${path} 使用了锚点等写法，无法逐处修改。请展开这些写法后重试。`,
    en: `${path} uses anchors or the like, so it cannot be edited place by place. Write them out and try again.`,
  });
}

async function apply(path: string, former: string, text: string): Promise<void> {
  const replaced = await replaceFile(path, former, text, Date.now()).catch((error: unknown) => {
    throw notWritten(path, error as NodeJS.ErrnoException);
  });
  if (!replaced.ok) {
    throw new CommandFailure({
      zh: `${path} 在读取之后被他人修改，未作改动。请重新预览。`,
      en: `${path} was changed by somebody else since it was read, so it was left alone. Look at the differences again.`,
    });
  }
  say({
    zh: `已写入 ${path}；原文件保存为 ${replaced.backup}。`,
    en: `${path} is written; its former text is kept as ${replaced.backup}.`,
  });
}
