// Fills the words between braces: a model says `{serial}`, a device says which.

export type Names = Readonly<Record<string, string>>;

const placeholder = /\{([a-z]{1,32})\}/g;

/** Names that are not given stay as they are. `encode` is for places with rules of their own (URLs). */
export function fillNames(
  template: string,
  names: Names,
  encode: (word: string) => string = (word) => word,
): string {
  return template.replace(placeholder, (whole, name: string) =>
    Object.hasOwn(names, name) ? encode(names[name]!) : whole,
  );
}

/** Fills every text of a JSON value that a model wrote. */
export function fillJson<T>(value: T, names: Names): T {
  if (typeof value === 'string') return fillNames(value, names) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => fillJson(item, names)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillJson(item, names)])) as T;
}

/** A word between braces that is left anywhere in a value; null where none is. */
export function unfilledName(value: unknown): string | null {
  if (typeof value === 'string') return value.match(/\{([a-z]{1,32})\}/)?.[1] ?? null;
  if (typeof value !== 'object' || value === null) return null;
  for (const item of Object.values(value)) {
    const name = unfilledName(item);
    if (name !== null) return name;
  }
  return null;
}
