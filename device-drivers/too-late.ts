// What a driver answers on a write that had to wait until its time was over: it did not leave.
import type { WriteResult } from './driver.ts';

export const tooLate: WriteResult = {
  ok: false,
  reason: 'command-expired',
  detail: 'its time was over before the connection was free for it',
};
