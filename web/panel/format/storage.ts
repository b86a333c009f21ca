// What of storage a person must hear of. Pure.
import type { DiskView, StorageView } from '@campus/campus-model';

/** `low`: telemetry is still stored. The others: it is not, and the gateways keep it. */
export type StorageTrouble = 'low' | 'full' | 'failing' | 'store';

/** The trouble that a page shows, or null; `isStoreAway` is true where the store did not even say how it is. */
export function storageTrouble(
  storage: Pick<StorageView, 'disk' | 'store'> | undefined,
  isStoreAway: boolean,
): StorageTrouble | null {
  const disk: DiskView['state'] = storage?.disk.state ?? 'ok';
  if (disk === 'full' || disk === 'failing') return disk;
  if (isStoreAway || storage?.store.isTaking === false) return 'store';
  return disk === 'low' ? 'low' : null;
}
