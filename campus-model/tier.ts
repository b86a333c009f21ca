// The lengths that history is summed up by.

/** Lengths of the roll-ups, shortest first; `samples` is no roll-up but every sample. */
export const tiers = ['samples', '1min', '15min', '1h', '1day'] as const;
export type Tier = (typeof tiers)[number];
