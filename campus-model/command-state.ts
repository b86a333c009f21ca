// How far a command has come, and how much it weighs.

export const commandStates = [
  'requested',
  'accepted',
  'written',
  'confirmed',
  'rejected',
  'failed',
  'expired',
  'superseded',
  'unknown',
] as const;
export type CommandState = (typeof commandStates)[number];

const finalStates: readonly CommandState[] = [
  'confirmed',
  'rejected',
  'failed',
  'expired',
  'superseded',
  'unknown',
];

export function isFinal(state: CommandState): boolean {
  return finalStates.includes(state);
}

/** Highest first. */
export const commandPriorities = ['fire', 'safety', 'person', 'schedule', 'comfort'] as const;
export type CommandPriority = (typeof commandPriorities)[number];
