// Light, dark, or as the system says; remembered.
import { useSyncExternalStore } from 'react';
import { recall, remember } from './remembered.ts';

export const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const key = 'campus.theme';
const listeners = new Set<() => void>();

let theme: Theme = themes.find((each) => each === recall(key)) ?? 'auto';

/** A wall is dark whatever the reader chose for the desk. */
let isWall = false;

export function applyTheme(): void {
  const { dataset } = document.documentElement;
  if (isWall) dataset.surface = 'wall';
  else delete dataset.surface;
  if (theme === 'auto' && !isWall) delete dataset.theme;
  else dataset.theme = isWall ? 'dark' : theme;
}

/** The page becomes a wall, or a page again. */
export function showAsWall(wanted: boolean): void {
  isWall = wanted;
  applyTheme();
  for (const listener of listeners) listener();
}

/** Paper is light, whatever the screen is. Called once. */
export function printInLight(): void {
  window.addEventListener('beforeprint', () => {
    document.documentElement.dataset.theme = 'light';
  });
  window.addEventListener('afterprint', applyTheme);
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
  if (isWall) return true;
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
