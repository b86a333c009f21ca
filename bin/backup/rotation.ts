// Names of backups, and which of them are old enough to go.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { archiveEnding } from './archive-form.ts';

const stampPattern = /^\d{8}-\d{6}$/;

/** The name of a backup that was given none: site and time (UTC), so that names sort by age. */
export function backupName(siteId: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `campus-${siteId}-${stamp}${archiveEnding}`;
}

/** Leaves the latest `keep` backups of a site that have names of ours; returns the paths that are gone. */
export function removeOldest(folder: string, siteId: string, keep: number): string[] {
  const isOurs = (name: string): boolean =>
    name.startsWith(`campus-${siteId}-`) &&
    name.endsWith(archiveEnding) &&
    stampPattern.test(name.slice(`campus-${siteId}-`.length, -archiveEnding.length));
  const names = readdirSync(folder).filter(isOurs).sort();
  const old = names.slice(0, Math.max(0, names.length - keep)).map((name) => join(folder, name));
  for (const path of old) rmSync(path, { force: true });
  return old;
}
