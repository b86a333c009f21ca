// What a worker thread needs of the runtime, without the log, the YAML reader and the schemas.
export { systemClock } from './clock.ts';
export { serveWorker } from './worker-call.ts';
