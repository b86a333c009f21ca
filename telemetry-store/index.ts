// What came in and what was: ingest, latest values, history.
export { type CopyProgress, type CopyResult, copyHistory } from './copy-history.ts';
export { openDuckDbStore } from './duckdb/duckdb-store.ts';
export * from './history-store.ts';
export type { InfluxServerSettings } from './influxdb/influx-server.ts';
export { type InfluxDbOptions, openInfluxDbStore } from './influxdb/influxdb-store.ts';
export { Ingest, type IngestListener, type IngestOptions, type IngestStats } from './ingest/ingest.ts';
export type { GatewayRange, RulesConsumer } from './ingest/rules-consumer.ts';
export { type Latest, type LatestColumns, LatestValues } from './latest-values.ts';
export {
  type ExportKind,
  type ExportPoint,
  type ExportText,
  ParquetExport,
} from './parquet/parquet-export.ts';
