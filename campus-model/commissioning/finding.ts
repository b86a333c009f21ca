// A finding: what is noticed about a point or a trial, in both languages, with what to do about it.
import { z } from 'zod';
import { textSchema } from '../text.ts';

const findingCodes = [
  'no-value',
  'bad',
  'stale',
  'uncertain',
  'not-a-value',
  'word-order',
  'scale',
  'out-of-range',
  'unusual',
  'zero',
  'negative',
  'not-a-state',
  'jump',
  'counter-backwards',
  'counter-reset',
  'unchanged',
  'not-tried',
  'not-commanded',
  'command-open',
  'command-failed',
  'readback-still',
  'readback-inverted',
  'nothing-shown',
  'crossed',
  'coupled',
  'witness-still',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Heaviest first: wrong as it stands, to be looked at, worth knowing. */
const findingWeights = ['wrong', 'doubt', 'note'] as const;
export type FindingWeight = (typeof findingWeights)[number];

export const findingSchema = z.object({
  code: z.enum(findingCodes),
  weight: z.enum(findingWeights),
  words: textSchema,
  /** What to do about it. */
  remedy: textSchema,
});
export type Finding = z.infer<typeof findingSchema>;

/** Where a point stands: nothing usable came yet, or what is heaviest among its findings. */
export const plausibilities = ['plausible', 'doubtful', 'implausible', 'unseen'] as const;
export type Plausibility = (typeof plausibilities)[number];
