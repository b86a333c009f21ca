// JSON in the one form that has a checksum (RFC 8785): keys sorted, no spaces, numbers and strings as ECMAScript writes them. Pure.

/** Throws where something is no JSON: a number that is none, a function. What is undefined is left out of an object. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${membersOf(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
      .join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is no JSON`);
  const written = JSON.stringify(value);
  if (written === undefined) throw new TypeError(`${typeof value} is no JSON`);
  return written;
}

/** The same text in parts: the list under `longKey` a few items at a time, so that others have their turn. */
export function* canonicalParts(value: object, longKey: string, itemsAPart: number): Generator<string> {
  let before = '{';
  for (const [key, member] of membersOf(value)) {
    yield `${before}${JSON.stringify(key)}:`;
    before = ',';
    if (key === longKey && Array.isArray(member)) yield* listParts(member, itemsAPart);
    else yield canonicalJson(member);
  }
  yield before === '{' ? '{}' : '}';
}

function* listParts(list: readonly unknown[], itemsAPart: number): Generator<string> {
  for (let from = 0; from < list.length; from += itemsAPart) {
    const part = list.slice(from, from + itemsAPart).map(canonicalJson);
    yield `${from === 0 ? '[' : ','}${part.join(',')}`;
  }
  yield list.length === 0 ? '[]' : ']';
}

/** Sorted by UTF-16 code units, as the RFC asks. */
function membersOf(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
