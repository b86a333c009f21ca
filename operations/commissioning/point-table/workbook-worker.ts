// The thread in which a workbook is read: a hostile file can cost this thread its memory or its time, nobody else's.
import { serveWorker } from '@campus/runtime/worker';
import { readWorkbook } from './workbook.ts';

export type WorkbookMethods = {
  read: typeof readWorkbook;
  close: () => void;
};

serveWorker<undefined, WorkbookMethods>(() => ({ read: readWorkbook, close: () => {} }));
