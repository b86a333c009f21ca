// Installing the panel as an app: offered where the browser says that it can be, asked only by the person's click.
import { useSyncExternalStore } from 'react';

/** Chromium's own event; other browsers install from their menu. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallEvent | null = null;
const listeners = new Set<() => void>();

function become(next: InstallEvent | null): void {
  offer = next;
  for (const listener of listeners) listener();
}

/** Called once, before the first view: the event comes early. */
export function watchInstall(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    become(event as InstallEvent);
  });
  window.addEventListener('appinstalled', () => become(null));
}

export async function install(): Promise<void> {
  const asked = offer;
  become(null);
  await asked?.prompt();
}

export function useMayInstall(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offer !== null,
  );
}
