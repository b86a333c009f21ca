// The terms under which an output is commanded: what stands when orders are released, what is safe when the hub is lost,
// and who bears witness that an order had its effect. A device model names them, or the campus description for a device.
import { z } from 'zod';

/** Expectations of one witness; a point with more states than this has no witness for each. */
const mostExpectations = 16;
/** An effect that takes longer than an hour is no effect of this command. */
const longestWitnessMs = 3_600_000;
const shortestWitnessMs = 500;
/** A hub that is restarted is not lost: it is away for some seconds. */
const shortestSafeMs = 5_000;
const longestSafeMs = 86_400_000;

const expectationSchema = z
  .strictObject({
    /** The commanded value this is about. */
    when: z.number(),
    above: z.number().optional(),
    below: z.number().optional(),
  })
  .refine(({ above, below }) => above !== undefined || below !== undefined, {
    error: 'expected `above`, `below` or both',
  });
export type Expectation = z.infer<typeof expectationSchema>;

export const witnessSchema = z.strictObject({
  /** A point of the same device (`power`) or of another (`lab-plug/power`), in its own unit. */
  point: z.string().min(1).max(140),
  expects: z.array(expectationSchema).min(1).max(mostExpectations),
  /** How long the effect may take, from the confirmation on. */
  withinMs: z.number().int().min(shortestWitnessMs).max(longestWitnessMs),
});
export type Witness = z.infer<typeof witnessSchema>;

export const commandTermsShape = {
  /** What it is set to when the last standing order is released; left out: it stays as it is. */
  releasedTo: z.number().optional(),
  /** What it is set to, once, when the agent has been without its hub for so long. Never for fire equipment. */
  safe: z
    .strictObject({
      value: z.number(),
      afterMs: z.number().int().min(shortestSafeMs).max(longestSafeMs),
    })
    .optional(),
  witness: witnessSchema.optional(),
};

export const commandTermsSchema = z.strictObject(commandTermsShape);
export type CommandTerms = z.infer<typeof commandTermsSchema>;
