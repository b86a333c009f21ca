// The page's side of its service worker: registers it, notices a new version, follows a notification to its place.
import { useSyncExternalStore } from 'react';
import type { WorkerMessage } from '../service-worker/messages.ts';

/** The first page is drawn before its parts are fetched to be kept. */
const restMs = 3_000;
/** A page that stays open for days asks this often for a new version. */
const askAgainMs = 60 * 60_000;

let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

function become(worker: ServiceWorker | null): void {
  waiting = worker;
  for (const listener of listeners) listener();
}

/** Where the browser has none (plain HTTP from another machine) the page works without. `go` opens a path of the panel. */
export async function startServiceWorker(go: (href: string) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener(
    'message',
    ({ data }: MessageEvent<{ type: string; href?: string }>) => {
      if (data.type === 'go' && data.href?.startsWith('/')) go(data.href);
    },
  );
  await new Promise((resolve) => setTimeout(resolve, restMs));
  const registration = await navigator.serviceWorker.register('/service-worker.js').catch(() => null);
  if (!registration) return;
  watchForNews(registration);
  setInterval(() => void askForNews(), askAgainMs);
}

function watchForNews(registration: ServiceWorkerRegistration): void {
  // The first worker of a browser waits for nobody: there is no version before it.
  const look = () => become(navigator.serviceWorker.controller ? registration.waiting : null);
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  look();
}

/** Asks the hub for a new version, as after it was started anew. */
export async function askForNews(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  await registration?.update().catch(() => null);
}

/** Says something to the worker that is in charge; where there is none, nobody hears it. */
export async function tellWorker(message: WorkerMessage): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  registration?.active?.postMessage(message);
}

/** Lets the new version take over, and loads it. */
export function loadNewVersion(): void {
  if (!waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage({ type: 'take-over' } satisfies WorkerMessage);
}

/** True once a new version is ready to take over. */
export function useNewVersion(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== null,
  );
}
