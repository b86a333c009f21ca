// A point: one readable or writable value of equipment or a space, and its model as a device model states it.
import { z } from 'zod';
import { commandTermsShape } from './command-terms.ts';
import { quantityNames } from './quantity.ts';
import { textSchema } from './text.ts';

export const pointKinds = ['sensor', 'setpoint', 'output', 'status', 'readback', 'parameter'] as const;
export type PointKind = (typeof pointKinds)[number];

/** The professional system a point or device belongs to; responsibility and rights go by it. */
export const systems = [
  'fire',
  'security',
  'lighting',
  'climate',
  'energy',
  'water',
  'teaching',
  'workshop',
  'network',
] as const;
export type System = (typeof systems)[number];

export const pointModelSchema = z.strictObject({
  /** Local id, unique in its device. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/),
  name: textSchema,
  kind: z.enum(pointKinds),
  quantity: z.enum(quantityNames),
  unit: z.string(),
  decimals: z.number().int().min(0).max(6),
  /** Plausible span; a value outside becomes uncertain (out of range), never dropped. */
  range: z.strictObject({ min: z.number(), max: z.number() }).optional(),
  /** Names of coded values. */
  states: z.record(z.string(), textSchema).optional(),
  /** A rising total (energy, volume); resets and wraps are expected. */
  counter: z.boolean().optional(),
  /** Where a counter starts again at 0 (a register of 32 bits: 2^32 × its scale). */
  wrapsAt: z.number().positive().optional(),
  /** Change below which no sample is sent. */
  deadband: z.number().min(0),
  /** A sample is sent at least this often; staleness is judged from it. */
  heartbeatMs: z.number().int().positive(),
  /** How often the driver reads it, where it polls. */
  periodMs: z.number().int().positive().optional(),
  /** For a setpoint or output: what may be written and the local id of the point that proves it. */
  write: z
    .strictObject({
      min: z.number(),
      max: z.number(),
      step: z.number().positive().optional(),
      readback: z.string(),
      /** Largest difference at which the readback confirms the command. */
      tolerance: z.number().min(0),
      /** How long the readback may take. */
      settleMs: z.number().int().positive(),
      ...commandTermsShape,
    })
    .optional(),
  /** Where the driver finds it: the driver's own schema judges it. */
  address: z.record(z.string(), z.unknown()),
});

export type PointModel = z.infer<typeof pointModelSchema>;
