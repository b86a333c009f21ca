// How questions reach the history store: a bounded number at once, and its troubles as one error of the API.
import { CampusError } from '@campus/campus-model';
import type { Log } from '@campus/runtime';

/** Queries in the store at once; more would only wait, and the store answers live screens too. */
const mostQueriesWaiting = 64;

export type Ask = <T>(query: () => Promise<T>) => Promise<T>;

/** Turns any failure of the store into `store-unavailable`, and refuses what would wait too long. */
export function storeAsker(log: Log): Ask {
  let waiting = 0;
  return async (query) => {
    if (waiting >= mostQueriesWaiting) throw new CampusError('too-many-requests', 'history is busy');
    waiting += 1;
    try {
      return await query();
    } catch (error) {
      if (error instanceof CampusError) throw error;
      log.error({ err: error }, 'history query failed');
      throw new CampusError('store-unavailable');
    } finally {
      waiting -= 1;
    }
  };
}
