// What a person chose to be told of in this browser, and for how long it is muted.
import { useSyncExternalStore } from 'react';
import { recall, remember } from '../remembered.ts';

/** Alarms of this priority and worse. */
export const notifyFrom = ['critical', 'high'] as const;
type NotifyFrom = (typeof notifyFrom)[number];

export interface NotifyChoices {
  readonly isOn: boolean;
  readonly from: NotifyFrom;
  readonly hasSound: boolean;
  /** On the page's clock (Date.now); in the past while it is not muted. */
  readonly mutedUntil: number;
}

export const muteMs = 10 * 60_000;

const key = 'campus.notify';
const usual: NotifyChoices = { isOn: false, from: 'critical', hasSound: false, mutedUntil: 0 };
const listeners = new Set<() => void>();

/** Whatever was kept, only known words come out. */
export function choicesFrom(kept: string | null): NotifyChoices {
  try {
    const raw = JSON.parse(kept ?? '{}') as Partial<Record<keyof NotifyChoices, unknown>> | null;
    return {
      isOn: raw?.isOn === true,
      from: notifyFrom.find((from) => from === raw?.from) ?? usual.from,
      hasSound: raw?.hasSound === true,
      mutedUntil: Number.isFinite(raw?.mutedUntil) ? Number(raw?.mutedUntil) : 0,
    };
  } catch {
    return usual;
  }
}

let choices = choicesFrom(recall(key));

export function readChoices(): NotifyChoices {
  return choices;
}

export function choose(change: Partial<NotifyChoices>): void {
  choices = { ...choices, ...change };
  remember(key, JSON.stringify(choices));
  for (const listener of listeners) listener();
}

/** Another tab of this browser chose. */
function follow(event: StorageEvent): void {
  if (event.key !== key) return;
  choices = choicesFrom(event.newValue);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', follow);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', follow);
  };
}

export function useChoices(): NotifyChoices {
  return useSyncExternalStore(subscribe, readChoices);
}
