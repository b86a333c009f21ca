// The lines that go over the control socket, and the limits both sides hold to.
import { textSchema } from '@campus/campus-model';
import { z } from 'zod';

/** One line of an answer: progress, at the end `done` or `failed`; an empty one says that the hub lives. */
export const controlLineSchema = z.object({
  progress: z.unknown().optional(),
  done: z.unknown().optional(),
  failed: z.object({ text: textSchema, exitCode: z.number().int() }).optional(),
});
export type ControlLine = z.infer<typeof controlLineSchema>;

/** An order is a few paths and numbers. */
export const mostBodyBytes = 64_000;
/** A line of progress is one object; a longer one comes from something else than a hub. */
export const longestLineBytes = 256_000;
export const signOfLifeMs = 5_000;
/** Several signs of life missed: the hub hangs. */
export const longestSilenceMs = 60_000;
