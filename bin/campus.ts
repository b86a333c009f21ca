// `campus`: the one command. Reads arguments, hands over to the process asked for, turns troubles into one sentence.
import { Command, InvalidArgumentError } from 'commander';
import { declareDiscover, declareInit, declarePoints } from './commissioning-commands.ts';
import { explain } from './explain.ts';
import { resolveSettings, type SettingsOptions } from './settings.ts';
import { declareBackup, declareHistory, declareRestore } from './storage-commands.ts';
import { productVersion } from './version.ts';
import { exitCodes, inTerminal } from './words.ts';

const t = (zh: string, en: string): string => inTerminal({ zh, en });

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError(t('应为 0 至 65535 的整数', 'expected a whole number from 0 to 65535'));
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(t('应为整数', 'expected a whole number'));
}

function variable(
  text: string,
  before: Record<string, string | number> = {},
): Record<string, string | number> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(t('应为 名称=值', 'expected name=value'));
  const value = text.slice(at + 1);
  const number = Number(value);
  return { ...before, [text.slice(0, at)]: value !== '' && !Number.isNaN(number) ? number : value };
}

/** The options that every command shares. */
function withSettings(command: Command): Command {
  return command
    .option('--settings <file>', t('设置文件（YAML）', 'settings file (YAML)'))
    .option(
      '--campus <file>',
      t('校园描述文件；默认为演示校园', 'campus description; the demo campus by default'),
    )
    .option('--rules <file>', t('规则文件；默认在校园描述旁', 'rule file; by default beside the campus'))
    .option('--data <folder>', t('数据文件夹；默认 ./data', 'data folder; ./data by default'))
    .option(
      '--panel-host <host>',
      t('页面监听地址；默认 127.0.0.1', 'panel listens here; 127.0.0.1 by default'),
    )
    .option('--panel-port <port>', t('页面端口；默认 8080', 'panel port; 8080 by default'), port)
    .option(
      '--mqtt-host <host>',
      t('MQTT 监听地址；默认 127.0.0.1', 'broker listens here; 127.0.0.1 by default'),
    )
    .option('--mqtt-port <port>', t('MQTT 端口；默认 1883', 'MQTT port; 1883 by default'), port)
    .option(
      '--no-history',
      t('不为演示校园生成 30 天历史', 'without thirty days of made-up history for the demo campus'),
    )
    .option(
      '--set <name=value>',
      t('设定校园描述中的变量', 'sets a variable of the campus description'),
      variable,
    );
}

function withSeed(command: Command): Command {
  const what = t('模拟器（及演示历史）的随机种子', 'seed of the simulators, and of the demo history');
  return command.option('--seed <number>', what, whole, 20_260_901);
}

function withSimulators(command: Command): Command {
  return withSeed(command)
    .option(
      '--control-port <port>',
      t('模拟器控制页端口；默认 15090', "port of the simulators' own page; 15090 by default"),
      port,
      15_090,
    )
    .option(
      '--load <samples>',
      t(
        '让模拟电表每秒变化这么多次（压力测试）',
        'makes simulated meters change this often a second (load test)',
      ),
      whole,
      0,
    );
}

type Options = SettingsOptions & {
  controlPort: number;
  seed: number;
  load: number;
  scenario?: string;
  ledger?: string;
  simulators: boolean;
  gateway: string;
  broker?: string;
  passwordFile?: string;
  space?: string;
};

const program = new Command('campus')
  .description(t('智慧校园感知与智慧教室控制系统', 'Smart-campus sensing and smart-classroom control'))
  .version(productVersion())
  .showHelpAfterError(t('（--help 列出全部用法）', '(--help lists what there is)'));

withSimulators(withSettings(program.command('up')))
  .description(t('在本机启动整个校园（npm start）', 'the whole campus on this machine (npm start)'))
  .option(
    '--lan',
    t('向局域网开放页面，并显示二维码', 'opens the panel to the local network and shows a QR code'),
  )
  .option('--no-simulators', t('不启动模拟设备', 'without simulated devices'))
  .addHelpText(
    'after',
    t(
      '\n端口：页面 8080，MQTT 1883，模拟 Modbus 15020 起，模拟 OPC UA 14840，现场 MQTT 15083，模拟器控制页 15090。\n默认只监听本机。',
      '\nPorts: panel 8080, MQTT 1883, simulated Modbus from 15020, OPC UA 14840, field MQTT 15083, simulators’ page 15090.\nEverything listens on loopback unless told otherwise.',
    ),
  )
  .action(async (options: Options) => {
    const { runUp } = await import('./up/up.ts');
    const { controlPort, seed, load, simulators, lan: isOnLan = false } = options;
    const settings = resolveSettings(options);
    const hasSimulators = simulators && settings.hasSimulators;
    await runUp(settings, { controlPort, seed, load, hasSimulators, isOnLan });
  });

withSeed(withSettings(program.command('hub')))
  .description(t('中枢：消息、存储、规则、页面', 'the hub: broker, store, rules, panel'))
  .action(async (options: Options) => {
    const { runHub } = await import('./hub/hub.ts');
    await runHub(resolveSettings(options), options.seed);
  });

withSettings(program.command('agent'))
  .description(t('一个网关上的边缘代理', 'the edge agent of one gateway'))
  .requiredOption('--gateway <id>', t('网关编号', 'id of the gateway'))
  .option(
    '--broker <url>',
    t('中枢的 MQTT 地址，如 mqtt://10.0.0.2:1883', "the hub's MQTT address, e.g. mqtt://10.0.0.2:1883"),
  )
  .option('--password-file <file>', t('存放网关密码的文件', "file that holds the gateway's password"))
  .action(async (options: Options) => {
    const { handOver, isPreparing, prepareAgent } = await import('./agent-start.ts');
    const { readPassword } = await import('./password-file.ts');
    const { gateway, broker, passwordFile } = options;
    const prepare = () =>
      prepareAgent(resolveSettings(options), {
        gateway,
        ...(broker ? { broker } : {}),
        ...(passwordFile ? { password: readPassword(passwordFile) } : {}),
      });
    if (isPreparing()) return handOver(await prepare());
    const { runAgent } = await import('./agent.ts');
    await runAgent(await prepare(), prepare);
  });

withSimulators(withSettings(program.command('simulate')))
  .description(t('模拟设备（真实协议）', 'simulated devices on real protocols'))
  .option('--scenario <name>', t('启动后立即演示的情景', 'scenario to play from the start'))
  .option(
    '--ledger <file>',
    t(
      '让电表与空气传感器报出逐次递增的数，并记入此文件（用于核对是否丢失）',
      'makes meters and air sensors tell counted values and writes each into this file (to prove that none is lost)',
    ),
  )
  .action(async (options: Options) => {
    const { runSimulators } = await import('./simulate.ts');
    const { controlPort, seed, load, scenario, ledger } = options;
    const run = { controlPort, seed, load, ...(scenario ? { scenario } : {}), ...(ledger ? { ledger } : {}) };
    await runSimulators(resolveSettings(options), run);
  });

withSimulators(program.command('scenario'))
  .description(
    t(
      '让运行中的模拟器演示一个情景；不写名称则列出',
      'plays a scenario in running simulators; lists them without a name',
    ),
  )
  .argument('[name]')
  .option('--space <id>', t('发生地点（空间编号）', 'where it happens (id of a space)'))
  .action(async (name: string | undefined, options: Options) => {
    const { runScenario } = await import('./simulate.ts');
    await runScenario(options.controlPort, name, options.space);
  });

withSettings(program.command('check'))
  .description(t('检查校园描述、规则或设置文件', 'checks a campus description, rule file or settings file'))
  .argument('<file>')
  .action(async (file: string, options: Options) => {
    const { runCheck } = await import('./check.ts');
    await runCheck(file, resolveSettings(options));
  });

withSettings(program.command('reload'))
  .description(
    t(
      '让运行中的中枢立即重新读取校园描述与规则；有错则保持原样',
      'has the running hub read campus file and rules again at once; with a mistake all stays as it was',
    ),
  )
  .action(async (options: Options) => {
    const { runReload } = await import('./reload.ts');
    await runReload(resolveSettings(options));
  });

declareInit(program, port);
declarePoints(program, withSettings);
declareDiscover(program, port);
declareBackup(program, withSettings);
declareRestore(program);
declareHistory(program, withSettings);

program.exitOverride((end) => process.exit(end.exitCode === 0 ? exitCodes.ok : exitCodes.usage));
for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
  command.exitOverride((end) => process.exit(end.exitCode === 0 ? 0 : 2));

try {
  await program.parseAsync();
} catch (error) {
  process.exit(explain(error));
}
