// `campus check FILE`: reads a campus description, rule file, board file or settings file and names every mistake.
import { dirname, join, resolve } from 'node:path';
import { loadSettings, readYamlFile } from '@campus/runtime';
import { loadCampus, loadRules } from './campus-file.ts';
import { loadBoards } from './first-boards.ts';
import { type Settings, settingsSchema } from './settings.ts';
import { say } from './words.ts';

/** Throws FileMistakes; says what was read where all is well. */
export async function runCheck(path: string, settings: Settings): Promise<void> {
  const { value } = readYamlFile(path);
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (keys.includes('rules') && !keys.includes('panel') && !keys.includes('campus')) {
    await checkRules(path, settings);
  } else if (keys.includes('boards')) {
    await checkBoards(path, settings);
  } else if (keys.includes('buildings') || keys.includes('site')) {
    await checkCampus(path, settings);
  } else {
    loadSettings(path, settingsSchema);
    say({ zh: `${path}：设置有效。`, en: `${path}: settings are fine.` });
  }
}

async function checkCampus(path: string, settings: Settings): Promise<void> {
  const campus = await loadCampus({ campus: path, variables: settings.variables });
  const [spaces, devices, points] = [campus.spaces.size, campus.devices.size, campus.points.size];
  say({
    zh: `${path}：校园描述有效，${spaces} 个空间，${devices} 台设备，${points} 个测点。`,
    en: `${path}: the campus is fine: ${spaces} spaces, ${devices} devices, ${points} points.`,
  });
}

async function checkRules(path: string, settings: Settings): Promise<void> {
  const beside = join(dirname(resolve(path)), 'campus.yaml');
  const campus = await loadCampus({ ...settings, campus: settings.campus || beside });
  const { rules } = loadRules(path, campus);
  say({ zh: `${path}：${rules.length} 条规则有效。`, en: `${path}: ${rules.length} rules are fine.` });
}

async function checkBoards(path: string, settings: Settings): Promise<void> {
  const { boards } = loadBoards(path, await loadCampus(settings));
  say({ zh: `${path}：${boards.length} 个看板有效。`, en: `${path}: ${boards.length} boards are fine.` });
}
