// What people and commands reach the hub by: the panel with its API, the control socket, and the campus file they edit.
import { join } from 'node:path';
import { deviceModels } from '@campus/device-drivers';
import { systemClock } from '@campus/runtime';
import { type RunningWebServer, startWebServer, type WebServerOptions } from '@campus/web-server';
import { backupHandlers } from '../backup/backup-command.ts';
import type { BackupSource } from '../backup/make-backup.ts';
import { startControl } from '../control/control-server.ts';
import { announce } from '../ready.ts';
import { reloadedOf } from '../reload.ts';
import { productFolder, type Settings } from '../settings.ts';
import { productVersion } from '../version.ts';
import { CampusFollower, type Described, type FollowerOptions } from './campus-follower.ts';
import { demoAccounts } from './demo-accounts.ts';
import { describedDevice } from './described-device.ts';

type Served = Pick<WebServerOptions, 'campus' | 'operations' | 'storage'>;
type Followed = Pick<FollowerOptions, 'accounts' | 'latest' | 'runner' | 'log'>;

export interface DoorsOptions extends Served, Followed {
  readonly settings: Settings;
  readonly described: Described;
  readonly ingest: WebServerOptions['ingest'] & FollowerOptions['ingest'];
  readonly store: WebServerOptions['store'] & FollowerOptions['store'] & BackupSource['store'];
  /** The hub's. */
  readonly folder: string;
}

export interface OpenDoors {
  readonly panelPort: number;
  close(): Promise<void>;
}

export async function openDoors(options: DoorsOptions): Promise<OpenDoors> {
  const { campus, settings, store, folder, log } = options;
  const server = await openPanel(options);
  const follower = followCampus(options, server);
  const source = { folder, settings, siteId: campus.site.id, store };
  const handlers = {
    ...backupHandlers(source, () => systemClock.now()),
    reload: async () => reloadedOf(await follower.reload()),
  };
  const control = await startControl({ folder, handlers, log });
  return {
    panelPort: server.port,
    async close() {
      await control.close();
      follower.close();
      await server.close();
    },
  };
}

/** The HTTP API, the live stream and the page. */
function openPanel(options: DoorsOptions): Promise<RunningWebServer> {
  const { settings, described, campus } = options;
  return startWebServer({
    ...options,
    host: settings.panelHost,
    port: settings.panelPort,
    models: deviceModels,
    rules: described.ruleViews,
    demoAccounts: campus.isDemo ? demoAccounts : null,
    describedAt: (deviceId) => describedDevice(settings, deviceId),
    software: productVersion(),
    panelFolder: join(productFolder, 'web/panel/dist'),
    clock: systemClock,
  });
}

/** Whoever started this hub is told of each change. */
function followCampus(options: DoorsOptions, server: RunningWebServer): CampusFollower {
  return new CampusFollower({
    ...options,
    ...options.described,
    server,
    clock: systemClock,
    onOutcome: (outcome) =>
      announce(
        'change' in outcome
          ? { campusChanged: JSON.stringify(reloadedOf(outcome.change)) }
          : { campusRefused: outcome.mistakes.join('\n') },
      ),
  });
}
