// The two simple forms of a template: the whole message, or a member of its JSON. Anything that computes is not understood.

const longestTemplate = 300;
/** As long as a model may say one. */
const longestPath = 200;
const whole = /^\{\{-?\s*value\s*-?\}\}$/;
const member =
  /^\{\{-?\s*value_json((?:\.[A-Za-z_]\w{0,63}|\[\d{1,4}\]|\['[^'"\]]{1,64}'\]|\["[^'"\]]{1,64}"\]){1,8})\s*-?\}\}$/;
const step = /\.(\w+)|\[(\d+)\]|\[['"]([^'"\]]+)['"]\]/g;
const plainName = /^[^.[\]"]+$/;

export type TemplatePlace = { readonly format: 'text' } | { readonly format: 'json'; readonly path: string };

/** Null where the template is not understood. Without one the whole message is the value. */
export function placeOf(template: unknown): TemplatePlace | null {
  if (template === undefined || template === null) return { format: 'text' };
  if (typeof template !== 'string' || template.length > longestTemplate) return null;
  const trimmed = template.trim();
  if (whole.test(trimmed)) return { format: 'text' };
  const match = member.exec(trimmed);
  const path = match ? pathOf(match[1]!) : '';
  return path === '' || path.length > longestPath ? null : { format: 'json', path };
}

function pathOf(steps: string): string {
  let path = '';
  for (const [, dotted, index, quoted] of steps.matchAll(step)) {
    const name = dotted ?? quoted;
    if (name === undefined) path += `[${index}]`;
    else if (!plainName.test(name)) path += `["${name}"]`;
    else path += path === '' ? name : `.${name}`;
  }
  return path;
}
