// How the hub's storage is, for people: the store, the disk it stands on, and history that was made for the demo.
import { z } from 'zod';

/**
 * `low`: little room left, shown as a warning. `full`: telemetry is no longer taken, the room that is kept for alarms, commands and
 * audit is in use. `failing`: the disk refuses to write (read-only, I/O error).
 */
export const diskStates = ['ok', 'low', 'full', 'failing'] as const;
export type DiskState = (typeof diskStates)[number];

export const diskViewSchema = z.object({
  state: z.enum(diskStates),
  freeBytes: z.number(),
  /** The system's own words where it is failing. */
  detail: z.string().nullable(),
  sinceMs: z.number(),
});
export type DiskView = z.infer<typeof diskViewSchema>;

export const storeStateSchema = z.object({
  kind: z.enum(['duckdb', 'influxdb']),
  /** Null while all is well, else what is wrong in the store's own words. */
  trouble: z.string().nullable(),
  /** Whether commits are taken. */
  isTaking: z.boolean(),
  bytes: z.number(),
  /** Earliest sample, milliseconds UTC; null while empty. */
  fromMs: z.number().nullable(),
  /** Days (DuckDB) or groups (a spool before an outside server) that wait for the background work. */
  waiting: z.number(),
  /** Bytes of the spool before an outside server and its limit; null where there is none. */
  spool: z.object({ bytes: z.number(), mostBytes: z.number() }).nullable(),
});
export type StoreState = z.infer<typeof storeStateSchema>;

export const legalHoldSchema = z.object({
  id: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  reason: z.string(),
  by: z.string(),
  sinceMs: z.number(),
});
/** A span whose history outlasts its retention, for an incident that is looked into. */
export type LegalHold = z.infer<typeof legalHoldSchema>;

/** History that simulators made up before the first start; `share` (0…1) of it is written. */
export const demoHistorySchema = z.object({ fromMs: z.number(), toMs: z.number(), share: z.number() });
export type DemoHistory = z.infer<typeof demoHistorySchema>;

export const storageViewSchema = z.object({
  store: storeStateSchema,
  disk: diskViewSchema,
  demo: demoHistorySchema.nullable(),
  holds: z.array(legalHoldSchema),
});
export type StorageView = z.infer<typeof storageViewSchema>;
