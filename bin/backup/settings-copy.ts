// Puts what people wrote into a backup: the campus, its rules, and one settings file that starts the hub as it ran.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../settings.ts';

/** The folder in archive and data folder alike. */
export const settingsFolder = 'settings';

export function stageSettings(settings: Settings, folder: string): void {
  const target = join(folder, settingsFolder);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  copyFileSync(settings.campus, join(target, 'campus.yaml'));
  copyFileSync(settings.rules, join(target, 'rules.yaml'));
  const { influxdb } = settings.history;
  for (const [file, name] of secretFiles(influxdb)) copyFileSync(file, join(target, name));
  writeFileSync(join(target, 'settings.yaml'), `${JSON.stringify(settingsOf(settings), null, 2)}\n`);
}

type Server = Settings['history']['influxdb'];

function secretFiles(server: Server): (readonly [file: string, name: string])[] {
  const { passwordFile, tokenFile } = server ?? {};
  return [
    ...(passwordFile ? [[passwordFile, 'influxdb-password.secret'] as const] : []),
    ...(tokenFile ? [[tokenFile, 'influxdb-token.secret'] as const] : []),
  ];
}

/** In the form of settingsSchema; JSON is YAML. The data folder is the one that the file is restored into. */
function settingsOf(settings: Settings): object {
  const { panelHost, panelPort, brokerHost, brokerPort, history, variables } = settings;
  return {
    version: 1,
    campus: 'campus.yaml',
    rules: 'rules.yaml',
    dataFolder: '..',
    panel: { host: panelHost, port: panelPort },
    broker: { host: brokerHost, port: brokerPort },
    history: {
      store: history.influxdb ? 'influxdb' : 'duckdb',
      ...(history.influxdb ? { influxdb: serverOf(history.influxdb) } : {}),
      retentionDays: history.retentionDays,
      demo: history.hasDemo,
    },
    variables,
  };
}

function serverOf({ mostSpoolBytes, passwordFile, tokenFile, ...server }: NonNullable<Server>): object {
  return {
    ...server,
    ...(passwordFile ? { passwordFile: 'influxdb-password.secret' } : {}),
    ...(tokenFile ? { tokenFile: 'influxdb-token.secret' } : {}),
    mostSpoolMb: Math.round(mostSpoolBytes / 1_048_576),
  };
}
