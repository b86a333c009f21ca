// The caller's side of the thread that reads a workbook: bounded in memory and time.
import type { Text } from '@campus/campus-model';
import { WorkerClient } from '@campus/runtime';
import type { Workbook } from './workbook.ts';
import type { WorkbookMethods } from './workbook-worker.ts';

const workerFile = new URL('./workbook-worker.ts', import.meta.url);
/** Of the thread's heap; the largest table that is read takes about half. */
const workerLimits = { maxOldGenerationSizeMb: 512 };
/** The largest table that is read takes a few seconds; a machine may be busy with other things. */
const longestReadMs = 120_000;

const exhausted: Text = {
  zh: '读取这个工作簿所需的内存或时间超过上限，已停止。请只保留点表的内容后重试。',
  en: 'Reading this workbook took more memory or time than it may, so it was stopped. Keep nothing but the point table in it and try again.',
};

/** As `readWorkbook`, in a thread of its own. Never rejects. */
export async function readWorkbookApart(bytes: Uint8Array, longestMs = longestReadMs): Promise<Workbook> {
  const client = new WorkerClient<WorkbookMethods>(workerFile, undefined, () => {}, workerLimits);
  const alarm = setTimeout(() => void client.terminate(), longestMs);
  try {
    return await client.call('read', [bytes]);
  } catch {
    return { ok: false, fault: exhausted };
  } finally {
    clearTimeout(alarm);
    await client.terminate();
  }
}
