// The database's thread: node:sqlite is synchronous, and no disk call may stop the hub's event loop.
import { serveWorker } from '@campus/runtime/worker';
import { operationsMethods } from './methods.ts';

serveWorker(({ file }: { file: string }) => operationsMethods(file));
