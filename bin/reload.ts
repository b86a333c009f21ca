// `campus reload`: has the running hub read the campus file and the rules again at once, and says what it took over.
import { type CampusChange, changedKinds, type Text } from '@campus/campus-model';
import { z } from 'zod';
import { askHub } from './control/ask-hub.ts';
import { hubFolder } from './data-folder.ts';
import type { Settings } from './settings.ts';
import { CommandFailure, say } from './words.ts';

const kindSchema = z.object({ added: z.number(), changed: z.number(), removed: z.number() });
const reloadedSchema = z.record(z.enum(changedKinds), kindSchema);
/** How many of each kind of thing a change touched. */
export type Reloaded = z.infer<typeof reloadedSchema>;

export function reloadedOf(change: CampusChange): Reloaded {
  const entries = changedKinds.map((kind) => {
    const { added, changed, removed } = change[kind];
    return [kind, { added: added.length, changed: changed.length, removed: removed.length }];
  });
  return Object.fromEntries(entries) as Reloaded;
}

const kindWords: Readonly<Record<keyof Reloaded, Text>> = {
  gateways: { zh: '网关', en: 'gateways' },
  endpoints: { zh: '端点', en: 'endpoints' },
  spaces: { zh: '空间', en: 'spaces' },
  devices: { zh: '设备', en: 'devices' },
  points: { zh: '测点', en: 'points' },
};

/** One sentence; null where nothing differs. */
export function reloadedText(reloaded: Reloaded): Text | null {
  const touched = changedKinds.filter((kind) => Object.values(reloaded[kind]).some((count) => count > 0));
  if (touched.length === 0) return null;
  const zh = touched.map((kind) => {
    const { added, changed, removed } = reloaded[kind];
    return `${kindWords[kind].zh} 新增 ${added}、更改 ${changed}、移除 ${removed}`;
  });
  const en = touched.map((kind) => {
    const { added, changed, removed } = reloaded[kind];
    return `${kindWords[kind].en} ${added} added, ${changed} changed, ${removed} removed`;
  });
  return { zh: `✓ 校园描述已更新：${zh.join('；')}`, en: `✓ campus file taken over: ${en.join('; ')}` };
}

/** Reads what the hub announced of a change; null where it is of another form. */
export function readReloaded(text: string): Reloaded | null {
  try {
    return reloadedSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Throws CommandFailure where no hub runs, or with the mistakes it found; then it goes on as it was. */
export async function runReload(settings: Settings): Promise<void> {
  const answer = await askHub({ folder: hubFolder(settings.dataFolder), name: 'reload', body: {} });
  if (answer === null) {
    throw new CommandFailure({
      zh: `${settings.dataFolder} 上没有运行中的中枢。文件会在下次启动时读取；先用 npm run campus -- check 检查。`,
      en: `No hub runs on ${settings.dataFolder}. The files are read at the next start; judge them with npm run campus -- check.`,
    });
  }
  const nothing = { zh: '没有变化。', en: 'Nothing differs.' };
  say(reloadedText(reloadedSchema.parse(answer.done)) ?? nothing);
}
