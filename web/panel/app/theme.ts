// Light, dark, or as the system says; remembered.
import { useSyncExternalStore } from 'react';
import { recall, remember } from './remembered.ts';

export const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const key = 'campus.theme';
const listeners = new Set<() => void>();

let theme: Theme = themes.find((each) => each === recall(key)) ?? 'auto';

export function applyTheme(): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(chosen: Theme): void {
  theme = chosen;
  remember(key, chosen);
  applyTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme);
}

/** Whether the page is drawn dark now: for parts that cannot read style variables (canvas). */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribeDark, isDark);
}

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

function isDark(): boolean {
  return theme === 'auto' ? systemDark.matches : theme === 'dark';
}

function subscribeDark(listener: () => void): () => void {
  const end = subscribe(listener);
  systemDark.addEventListener('change', listener);
  return () => {
    end();
    systemDark.removeEventListener('change', listener);
  };
}
