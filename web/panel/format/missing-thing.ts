// What an address meant that leads nowhere. Pure.

const kinds = {
  spaces: 'space',
  points: 'point',
  commands: 'command',
  buildings: 'building',
  boards: 'board',
} as const;

interface MissingThing {
  readonly kind: (typeof kinds)[keyof typeof kinds];
  /** As it stood in the address. */
  readonly id: string;
}

/** Null where the path is of no kind of thing that has an id. */
export function missingThing(path: string): MissingThing | null {
  const [, root = '', ...rest] = path.split('/');
  const id = rest
    .filter((part) => part !== 'floors')
    .map(decoded)
    .join('/');
  if (!Object.hasOwn(kinds, root) || id === '') return null;
  return { kind: kinds[root as keyof typeof kinds], id };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
