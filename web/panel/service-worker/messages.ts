// What the page says to its service worker.

/** An alarm as its notification shows it. */
export interface WorkerAlarm {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly language: string;
  /** A path of the panel that the notification leads to. */
  readonly href: string;
  /** Stays until a person closes it. */
  readonly isCritical: boolean;
}

export type WorkerMessage =
  | { readonly type: 'alarm'; readonly alarm: WorkerAlarm }
  | { readonly type: 'settled'; readonly alarmIds: readonly string[] }
  /** The person wants the new version now. */
  | { readonly type: 'take-over' };
