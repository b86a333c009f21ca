// What came in and what was: ingest, latest values, history.
export { openDuckDbStore } from './duckdb/duckdb-store.ts';
export * from './history-store.ts';
export { Ingest, type IngestListener, type IngestOptions, type IngestStats } from './ingest/ingest.ts';
export { type Latest, LatestValues } from './latest-values.ts';
