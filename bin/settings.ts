// Settings of a run: the defaults, over them a settings file, over it the command line.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings } from '@campus/runtime';
import { z } from 'zod';

const port = z.number().int().min(0).max(65_535);

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  campus: z.string().optional().describe('the campus description, relative to this file'),
  rules: z.string().optional().describe('the rule file, relative to this file'),
  dataFolder: z.string().optional(),
  panel: z.strictObject({ host: z.string().optional(), port: port.optional() }).optional(),
  broker: z.strictObject({ host: z.string().optional(), port: port.optional() }).optional(),
  variables: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** What every command is given; paths are absolute. */
export interface Settings {
  readonly campus: string;
  readonly rules: string;
  readonly dataFolder: string;
  readonly panelHost: string;
  readonly panelPort: number;
  readonly brokerHost: string;
  readonly brokerPort: number;
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
    variables: { ...file?.variables, ...options.set },
  };
}

/** The same settings as arguments for a child process. */
export function settingsArguments(settings: Settings): string[] {
  const args = ['--campus', settings.campus, '--rules', settings.rules, '--data', settings.dataFolder];
  args.push('--panel-host', settings.panelHost, '--panel-port', String(settings.panelPort));
  args.push('--mqtt-host', settings.brokerHost, '--mqtt-port', String(settings.brokerPort));
  for (const [name, value] of Object.entries(settings.variables)) args.push('--set', `${name}=${value}`);
  return args;
}
