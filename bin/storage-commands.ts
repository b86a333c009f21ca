// Declares the commands about the hub's data: backup, restore, and copying history from store to store.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { resolveSettings, type SettingsOptions } from './settings.ts';
import { CommandFailure, exitCodes, inTerminal } from './words.ts';

const t = (zh: string, en: string): string => inTerminal({ zh, en });

const asJson = ['--json', t('每行输出一个 JSON', 'one JSON object a line')] as const;

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError(t('应为大于 0 的整数', 'expected a whole number above 0'));
}

type BackupOptions = SettingsOptions & { readonly keep?: number; readonly json?: boolean };

/** `withSettings` adds the options that every command shares. */
export function declareBackup(program: Command, withSettings: (command: Command) => Command): void {
  withSettings(program.command('backup'))
    .description(
      t(
        '备份中枢的数据（运行中或已停止均可）：历史、账号、告警、审计、设置、密码',
        "backs up the hub's data, running or stopped: history, accounts, alarms, audit, settings, secrets",
      ),
    )
    .argument(
      '[file]',
      t('备份文件或已有的文件夹；默认 <data>/backups', 'file or folder; <data>/backups by default'),
    )
    .option(
      '--keep <number>',
      t('在文件夹中只保留最新的几份', 'leaves only so many backups in the folder, the latest'),
      atLeastOne,
    )
    .option(...asJson)
    .action(async (file: string | undefined, options: BackupOptions) => {
      const { runBackup } = await import('./backup/backup-command.ts');
      const { keep, json = false } = options;
      await runBackup(resolveSettings(options), { file, keep, isJson: json });
    });
}

interface RestoreOptions {
  readonly data?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

export function declareRestore(program: Command): void {
  program
    .command('restore')
    .description(
      t(
        '把备份恢复到一个空文件夹；先完整核对',
        'restores a backup into an empty folder, wholly verified before',
      ),
    )
    .argument('<file>', t('备份文件', 'the backup'))
    .option('--data <folder>', t('恢复到此文件夹（须为空）', 'into this folder, which must be empty'))
    .option('--check', t('只核对备份，不恢复', 'verifies the backup and restores nothing'))
    .option(...asJson)
    .action(async (file: string, { data, check = false, json = false }: RestoreOptions) => {
      if ((data === undefined) !== check) throw wrongUse();
      const { runRestore } = await import('./backup/restore-command.ts');
      await runRestore({ file, target: data === undefined ? null : resolve(data), isJson: json });
    });
}

type CopyOptions = SettingsOptions & { readonly to: string; readonly from?: string };

export function declareHistory(program: Command, withSettings: (command: Command) => Command): void {
  const history = program.command('history').description(t('历史数据', 'the history'));
  withSettings(history.command('copy'))
    .description(
      t(
        '把全部历史复制到另一个存储（须先停止中枢）；中断后再次运行即可继续',
        'copies all history into another store, the hub stopped; one that was broken off goes on at the next run',
      ),
    )
    .requiredOption(
      '--to <store>',
      t(
        '目标：duckdb:<文件夹> 或 influxdb:<地址>?db=<数据库>',
        'target: duckdb:<folder> or influxdb:<url>?db=<database>',
      ),
    )
    .option('--from <store>', t('来源；默认为中枢自己的历史', "source; the hub's own history by default"))
    .action(async ({ to, from, ...options }: CopyOptions) => {
      const { runHistoryCopy } = await import('./history-copy.ts');
      await runHistoryCopy({ to, from }, resolveSettings(options));
    });
}

function wrongUse(): CommandFailure {
  return new CommandFailure(
    {
      zh: '请用 --data 给出要恢复到的空文件夹，或用 --check 只核对备份。',
      en: 'Name the empty folder to restore into with --data, or verify the backup alone with --check.',
    },
    exitCodes.usage,
  );
}
