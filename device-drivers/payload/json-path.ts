// Paths into JSON: names joined by dots, elements of lists in brackets (`a.b[0].c`, `Frame[-1].@UtcTime`), a name that
// holds a dot in quotes (`["a.b"]`). Finds only what the message itself has, never what every object inherits.

/** The path leads through something that is neither object nor list, or the one where the other was expected. */
export const wrongShape = Symbol('wrong shape');

type Step = string | number;

const stepPattern = /(?:^|\.)([^.[\]"]+)|\[(-?\d{1,6})\]|\["([^"]+)"\]/y;
/** Paths come from models and descriptions; many more than those would be a leak. */
const mostKnownPaths = 8_192;
const knownPaths = new Map<string, readonly Step[] | null>();

/** The steps of a path; null where it is none. */
function stepsOf(path: string): readonly Step[] | null {
  const known = knownPaths.get(path);
  if (known !== undefined) return known;
  if (knownPaths.size >= mostKnownPaths) knownPaths.clear();
  const steps = parse(path);
  knownPaths.set(path, steps);
  return steps;
}

function parse(path: string): readonly Step[] | null {
  const steps: Step[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < path.length) {
    const match = stepPattern.exec(path);
    if (!match) return null;
    const [, name, index, quoted] = match;
    steps.push(index === undefined ? (name ?? quoted)! : Number(index));
  }
  return steps.length > 0 ? steps : null;
}

export function isJsonPath(path: string): boolean {
  return stepsOf(path) !== null;
}

/** What lies there: undefined where the last member is absent, null where it or one before it is null. */
export function lookUp(root: unknown, path: string | undefined): unknown {
  if (path === undefined) return root;
  const steps = stepsOf(path);
  if (!steps) return wrongShape;
  let value = root;
  for (const step of steps) {
    value = child(value, step);
    if (value === wrongShape) return wrongShape;
  }
  return value;
}

function child(value: unknown, step: Step): unknown {
  if (value === undefined || value === null) return value;
  if (Array.isArray(value)) return typeof step === 'number' ? value.at(step) : wrongShape;
  if (typeof value !== 'object' || typeof step === 'number') return wrongShape;
  return Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
}

type JsonObject = Record<string, unknown>;

/** A copy of `root` with the value at the path; names that are not there are made. Lists are not entered. */
export function placeAt(root: Readonly<JsonObject>, path: string, value: unknown): JsonObject {
  const names = (stepsOf(path) ?? [path]).map(String);
  return placed(root, names, value);
}

function placed(root: Readonly<JsonObject>, [name, ...rest]: readonly string[], value: unknown): JsonObject {
  if (name === undefined) return { ...root };
  const inner = Object.hasOwn(root, name) ? root[name] : undefined;
  const within = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...root, [name]: rest.length === 0 ? value : placed(within as JsonObject, rest, value) };
}
