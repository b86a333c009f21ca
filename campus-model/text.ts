// Words shown to people, in the two languages of the product; which one is shown is the panel's choice.
import { z } from 'zod';

export const textSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** A name or sentence in Chinese and English. */
export type Text = z.infer<typeof textSchema>;

export type Language = keyof Text;

/** Stable identifier: lower-case ASCII letters, digits and hyphens, at most 64 characters. */
export const idSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
    'expected lower-case letters, digits and hyphens, at most 64',
  );
