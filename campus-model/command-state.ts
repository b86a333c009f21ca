// How far a command has come, and how much it weighs. `held`: it stands beneath a more urgent order and takes over when that
// one is released.

export const commandStates = [
  'requested',
  'accepted',
  'written',
  'confirmed',
  'rejected',
  'failed',
  'expired',
  'superseded',
  'held',
  'unknown',
] as const;
export type CommandState = (typeof commandStates)[number];

const finalStates: readonly CommandState[] = [
  'confirmed',
  'rejected',
  'failed',
  'expired',
  'superseded',
  'held',
  'unknown',
];

export function isFinal(state: CommandState): boolean {
  return finalStates.includes(state);
}

/** Highest first. */
export const commandPriorities = ['fire', 'safety', 'person', 'schedule', 'comfort'] as const;
export type CommandPriority = (typeof commandPriorities)[number];

/** Who gives orders on a gateway without the hub: its watchdog, a hold that ended, a foreign Sparkplug host. */
export const gatewayAuthors = ['watchdog', 'hold-ended', 'sparkplug-host'] as const;
export type GatewayAuthor = (typeof gatewayAuthors)[number];

/** Orders that may stand on one gateway: five on each of three hundred outputs. Some 200 kB in a birth. */
export const mostStandingOrders = 1_500;

/** What a driver says of a refusal is cut here: a sentence, no dump. */
export const longestDetail = 200;
