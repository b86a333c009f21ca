// Opens the history that the settings name, for the hub and for commands that hold its folder.
import { join } from 'node:path';
import type { Campus } from '@campus/campus-model';
import type { Log } from '@campus/runtime';
import {
  defaultRetention,
  type HistoryStore,
  historyPoints,
  openDuckDbStore,
  openInfluxDbStore,
} from '@campus/telemetry-store';
import { readPassword } from './password-file.ts';
import type { HistorySettings, InfluxDbSettings, Settings } from './settings.ts';

/** In the hub's folder: history itself, or the spool before an outside server. */
export function historyFolder(history: HistorySettings): 'history' | 'spool' {
  return history.influxdb ? 'spool' : 'history';
}

/** `folder` is the hub's. Rejects with CampusError('store-unavailable') whose detail says what to do. */
export async function openHistory(
  { history }: Pick<Settings, 'history'>,
  campus: Campus,
  folder: string,
  log: Log,
): Promise<HistoryStore> {
  const options = {
    folder: join(folder, historyFolder(history)),
    points: historyPoints(campus),
    log,
    timeZone: campus.site.timeZone,
    retention: { ...defaultRetention, ...history.retentionDays },
  };
  if (!history.influxdb) return openDuckDbStore(options);
  const { mostSpoolBytes, ...server } = history.influxdb;
  return openInfluxDbStore({ ...options, server: withSecrets(server), mostSpoolBytes });
}

function withSecrets({ passwordFile, tokenFile, ...server }: Omit<InfluxDbSettings, 'mostSpoolBytes'>) {
  return {
    ...server,
    ...(passwordFile ? { password: readPassword(passwordFile) } : {}),
    ...(tokenFile ? { token: readPassword(tokenFile) } : {}),
  };
}
