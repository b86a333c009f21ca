// Loads what people wrote: the campus description with its device models and drivers, and the rules.
import { type Campus, expandCampus } from '@campus/campus-model';
import { checkDevices, deviceModels } from '@campus/device-drivers';
import { type CompiledRules, compileRules, type Rule, ruleFileSchema } from '@campus/rules-engine';
import { describeMistakes, FileMistakes, loadSettings, readYamlFile } from '@campus/runtime';
import type { Settings } from './settings.ts';

/** Throws FileMistakes with one line a mistake: where, what was found, what was expected. */
export async function loadCampus(settings: Pick<Settings, 'campus' | 'variables'>): Promise<Campus> {
  const file = readYamlFile(settings.campus);
  const expanded = expandCampus(file.value, deviceModels, settings.variables);
  const mistakes = expanded.ok ? await checkDevices(expanded.campus, expanded.origins) : expanded.mistakes;
  if (mistakes.length > 0) throw new FileMistakes(describeMistakes(file, mistakes));
  if (!expanded.ok) throw new FileMistakes([`${settings.campus}: cannot be read`]);
  return expanded.campus;
}

/** Throws FileMistakes as loadCampus does. `order` as for compileRules. */
export function loadRules(
  path: string,
  campus: Campus,
  order?: readonly string[],
): { rules: readonly Rule[]; compiled: CompiledRules } {
  const { rules } = loadSettings(path, ruleFileSchema);
  const result = compileRules(rules, campus, order);
  if (!result.ok) {
    throw new FileMistakes(describeMistakes(readYamlFile(path), result.mistakes));
  }
  return { rules, compiled: result.compiled };
}
