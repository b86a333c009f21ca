// Which lines this process owns: two that ask on one line would take each other's answers.

const owned = new Set<string>();

/** Takes a line; null where another endpoint has it. The function gives it back. */
export function takeLine(name: string): (() => void) | null {
  if (owned.has(name)) return null;
  owned.add(name);
  let isTaken = true;
  return () => {
    if (isTaken) owned.delete(name);
    isTaken = false;
  };
}
