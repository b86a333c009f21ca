// Rules as the panel lists them.
import type { RuleView } from '@campus/campus-model';
import type { loadRules } from '../campus-file.ts';

export function ruleViews({ rules, compiled }: ReturnType<typeof loadRules>): RuleView[] {
  return rules.map(({ id, name, system, priority }) => ({
    id,
    name,
    system,
    priority,
    subjects: compiled.subjectsOf(id),
  }));
}
