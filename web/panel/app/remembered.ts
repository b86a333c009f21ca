// The reader's choices, kept in the browser; a browser that keeps nothing still shows the page.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is blocked or full: the choice holds until the page is closed.
  }
}

/** The items of a kept list: whatever another version of the page left there, only what `isItem` knows comes out. */
export function keptList<T>(text: string | null, isItem: (raw: unknown) => raw is T): readonly T[] {
  try {
    const raw: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(raw) ? raw.filter(isItem) : [];
  } catch {
    return [];
  }
}
