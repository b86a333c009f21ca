// What the ingest bench and its hub process say to each other.

export const password = 'bench';

/** Samples since the start, and those in the store (0 at the end). */
export interface IngestHubState {
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly inStore: number;
}

/** `settle` does the store's background work first; `end` closes all. */
export type IngestHubOrder = 'settle' | 'end';
