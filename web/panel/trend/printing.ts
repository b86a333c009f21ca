// Whether the page is being printed: canvases cannot read the style of paper, so they are drawn anew for it, in light colours.
import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { applyTheme } from '../app/theme.ts';

let isPrinting = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  isPrinting = next;
  if (next) document.documentElement.dataset.theme = 'light';
  else applyTheme();
  // The browser takes the picture as soon as its event is over.
  flushSync(() => {
    for (const listener of listeners) listener();
  });
}

const begin = () => set(true);
const end = () => set(false);

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.removeEventListener('beforeprint', begin);
    window.removeEventListener('afterprint', end);
  };
}

export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, () => isPrinting);
}
