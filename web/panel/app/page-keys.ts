// The keys that work on every page: Ctrl+K or / opens search, ? opens help. Never while something is being typed.
import { useEffect } from 'react';

interface PageKeys {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
}

export function usePageKeys({ onSearch, onHelp }: PageKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const isSearch = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !isBusy(event.target);
      if (isSearch || (isPlain && event.key === '/')) onSearch();
      else if (isPlain && event.key === '?') onHelp();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onSearch, onHelp]);
}

/** Words are being typed, or a question waits for an answer. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open], [role="dialog"]')) return true;
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
