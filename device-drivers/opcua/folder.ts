// The driver's folder: `own/` this gateway's certificate and key, `trusted/` what servers may show, `rejected/` what they
// showed and nobody trusts yet. One for all OPC UA endpoints of a gateway.
import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface OpcuaFolder {
  readonly root: string;
  readonly own: string;
  readonly trusted: string;
  readonly rejected: string;
}

/** Paths only; nothing is made yet. Below the system's temporary folder where none is given. */
export function opcuaFolder(drivers: string | undefined): OpcuaFolder {
  const root = join(drivers ?? join(tmpdir(), `campus-${userInfo().uid}`), 'opcua');
  return {
    root,
    own: join(root, 'own'),
    trusted: join(root, 'trusted'),
    rejected: join(root, 'rejected'),
  };
}

/** Makes what is missing, for this user alone. Rejects where the disk does not allow it. */
export async function makeFolder({ root, trusted, rejected }: OpcuaFolder): Promise<void> {
  for (const path of [root, trusted, rejected]) await mkdir(path, { recursive: true, mode: 0o700 });
}
