// Settings of a run: the defaults, over them a settings file, over it the command line.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tier } from '@campus/campus-model';
import { loadSettings } from '@campus/runtime';
import { z } from 'zod';

const port = z.number().int().min(0).max(65_535);
const days = z.number().int().min(1).max(36_600).optional();

const influxdbSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
      .describe('e.g. http://10.0.0.3:8086'),
    database: z.string().min(1).optional().describe('1.x, and 2.x through its DBRP mapping'),
    bucket: z.string().min(1).optional().describe('2.x and 3.x'),
    org: z.string().min(1).optional().describe('2.x'),
    username: z.string().optional(),
    passwordFile: z.string().optional().describe('file that holds the password, relative to this file'),
    tokenFile: z.string().optional().describe('file that holds the token, relative to this file'),
    mostSpoolMb: z.number().int().min(16).max(1_000_000).default(2_048),
  })
  .refine(({ database, bucket }) => database !== undefined || bucket !== undefined, {
    message: 'database (1.x) or bucket (2.x, 3.x)',
  });

const historySchema = z
  .strictObject({
    store: z.enum(['duckdb', 'influxdb']).default('duckdb'),
    influxdb: influxdbSchema.optional(),
    retentionDays: z
      .strictObject({ samples: days, '1min': days, '15min': days, '1h': days, '1day': days })
      .optional()
      .describe('how long each tier is kept; the defaults are in docs/how-to/operate.md'),
    demo: z
      .boolean()
      .optional()
      .describe('thirty days of made-up history for the demo campus; true by default'),
  })
  .refine(({ store, influxdb }) => store === 'duckdb' || influxdb !== undefined, {
    path: ['influxdb'],
    message: 'the url of the server and its database or bucket, as store is influxdb',
  });

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  campus: z.string().optional().describe('the campus description, relative to this file'),
  rules: z.string().optional().describe('the rule file, relative to this file'),
  dataFolder: z.string().optional(),
  panel: z.strictObject({ host: z.string().optional(), port: port.optional() }).optional(),
  broker: z.strictObject({ host: z.string().optional(), port: port.optional() }).optional(),
  simulators: z.boolean().optional().describe('whether campus up starts simulated devices; true by default'),
  history: historySchema.optional(),
  variables: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** An InfluxDB server as the settings name it; secrets are read from their files when the store is opened. */
export interface InfluxDbSettings {
  readonly url: string;
  readonly database?: string;
  readonly bucket?: string;
  readonly org?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly tokenFile?: string;
  readonly mostSpoolBytes: number;
}

export interface HistorySettings {
  /** Null where history is DuckDB's. */
  readonly influxdb: InfluxDbSettings | null;
  readonly retentionDays: Readonly<Partial<Record<Tier, number>>>;
  readonly hasDemo: boolean;
}

/** What every command is given; paths are absolute. */
export interface Settings {
  readonly campus: string;
  readonly rules: string;
  readonly dataFolder: string;
  readonly panelHost: string;
  readonly panelPort: number;
  readonly brokerHost: string;
  readonly brokerPort: number;
  readonly history: HistorySettings;
  /** Whether `campus up` starts simulated devices. */
  readonly hasSimulators: boolean;
  /** The settings file itself: children read it too. */
  readonly file: string | null;
  readonly variables: Readonly<Record<string, string | number>>;
}

/** Options as commander hands them over. */
export interface SettingsOptions {
  readonly settings?: string;
  readonly campus?: string;
  readonly rules?: string;
  readonly data?: string;
  readonly panelHost?: string;
  readonly panelPort?: number;
  readonly mqttHost?: string;
  readonly mqttPort?: number;
  readonly lan?: boolean;
  readonly history?: boolean;
  readonly set?: Readonly<Record<string, string | number>>;
}

export const productFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const demoFolder = resolve(productFolder, 'simulators/demo-campus');
const loopback = '127.0.0.1';
const everyAddress = '0.0.0.0';

/** Throws FileMistakes where the settings file is wrong. */
export function resolveSettings(options: SettingsOptions): Settings {
  const file = options.settings ? loadSettings(options.settings, settingsSchema) : undefined;
  const fromFile = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(dirname(resolve(options.settings!)), path);
  const given = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(path);
  const campus = given(options.campus) ?? fromFile(file?.campus) ?? resolve(demoFolder, 'campus.yaml');
  return {
    campus,
    rules: given(options.rules) ?? fromFile(file?.rules) ?? resolve(dirname(campus), 'rules.yaml'),
    dataFolder: given(options.data) ?? fromFile(file?.dataFolder) ?? resolve(productFolder, 'data'),
    panelHost: options.panelHost ?? (options.lan ? everyAddress : (file?.panel?.host ?? loopback)),
    panelPort: options.panelPort ?? file?.panel?.port ?? 8080,
    brokerHost: options.mqttHost ?? file?.broker?.host ?? loopback,
    brokerPort: options.mqttPort ?? file?.broker?.port ?? 1883,
    history: historySettings(file?.history, options.history ?? true, fromFile),
    hasSimulators: file?.simulators ?? true,
    file: options.settings ? resolve(options.settings) : null,
    variables: { ...file?.variables, ...options.set },
  };
}

function historySettings(
  history: z.infer<typeof historySchema> | undefined,
  isDemoWanted: boolean,
  fromFile: (path: string | undefined) => string | undefined,
): HistorySettings {
  const { store = 'duckdb', influxdb, retentionDays = {}, demo = true } = history ?? {};
  const wanted = Object.entries(retentionDays).filter(([, days]) => days !== undefined);
  return {
    influxdb: store === 'influxdb' ? serverOf(influxdb!, fromFile) : null,
    retentionDays: Object.fromEntries(wanted),
    hasDemo: isDemoWanted && demo,
  };
}

function serverOf(
  { mostSpoolMb, passwordFile, tokenFile, ...server }: z.infer<typeof influxdbSchema>,
  fromFile: (path: string | undefined) => string | undefined,
): InfluxDbSettings {
  const files = { passwordFile: fromFile(passwordFile), tokenFile: fromFile(tokenFile) };
  const given = Object.entries({ ...server, ...files }).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(given) as { url: string }), mostSpoolBytes: mostSpoolMb * 1_048_576 };
}

/** The same settings as arguments for a child process. */
export function settingsArguments(settings: Settings): string[] {
  const args = ['--campus', settings.campus, '--rules', settings.rules, '--data', settings.dataFolder];
  if (settings.file) args.push('--settings', settings.file);
  if (!settings.history.hasDemo) args.push('--no-history');
  args.push('--panel-host', settings.panelHost, '--panel-port', String(settings.panelPort));
  args.push('--mqtt-host', settings.brokerHost, '--mqtt-port', String(settings.brokerPort));
  for (const [name, value] of Object.entries(settings.variables)) args.push('--set', `${name}=${value}`);
  return args;
}
