// Whether the search box is open, and with which words: it is opened by a key, a button, or a page that found nothing.
import { useSyncExternalStore } from 'react';

export interface SearchBox {
  readonly isOpen: boolean;
  /** What stands in the box when it opens. */
  readonly words: string;
}

let box: SearchBox = { isOpen: false, words: '' };
const listeners = new Set<() => void>();

function become(next: SearchBox): void {
  box = next;
  for (const listener of listeners) listener();
}

export function openSearch(words = ''): void {
  become({ isOpen: true, words });
}

export function closeSearch(): void {
  become({ isOpen: false, words: '' });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSearchBox(): SearchBox {
  return useSyncExternalStore(subscribe, () => box);
}
