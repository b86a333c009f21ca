// The commands of those who put a campus into service, as the command line declares them: init, points, discover.
import { type Command, InvalidArgumentError } from 'commander';
import type { ModbusOptions } from './discover/modbus.ts';
import type { MqttOptions } from './discover/mqtt.ts';
import type { NetworkOptions } from './discover/networks.ts';
import type { OpcuaOptions } from './discover/opcua.ts';
import type { InitOptions } from './init.ts';
import { readPassword } from './password-file.ts';
import { resolveSettings, type SettingsOptions } from './settings.ts';
import { inTerminal } from './words.ts';

const t = (zh: string, en: string): string => inTerminal({ zh, en });

export function declarePoints(program: Command, withSettings: (command: Command) => Command): void {
  const points = program
    .command('points')
    .description(t('点表（XLSX）的导出与导入', 'the point table (XLSX): export and import'));
  withSettings(points.command('export'))
    .description(t('把校园描述导出为点表', 'writes the campus description as a point table'))
    .argument('<file.xlsx>')
    .action(async (file: string, options: SettingsOptions) => {
      const { runPointsExport } = await import('./points.ts');
      await runPointsExport(file, resolveSettings(options));
    });
  withSettings(points.command('import'))
    .description(
      t(
        '列出点表与校园描述的全部差异；加 --apply 才写入',
        'lists every difference to the campus; only --apply writes',
      ),
    )
    .argument('<file.xlsx>')
    .option(
      '--apply',
      t('写入校园描述文件，原文件保留在旁边', 'writes the campus file; the former one stays beside it'),
    )
    .action(async (file: string, options: SettingsOptions & { apply?: boolean }) => {
      const { runPointsImport } = await import('./points.ts');
      await runPointsImport(file, resolveSettings(options), options.apply === true);
    });
}

export function declareInit(program: Command, port: (text: string) => number): void {
  program
    .command('init')
    .description(t('在空文件夹中建立自己的学校', 'starts a school of one’s own in an empty folder'))
    .argument('<folder>')
    .option('--id <id>', t('学校编号；默认 my-school', 'id of the school; my-school by default'))
    .option('--name-zh <name>', t('中文名', 'its name in Chinese'))
    .option('--name-en <name>', t('英文名', 'its name in English'))
    .option('--time-zone <zone>', t('时区；默认为本机时区', "time zone; this machine's by default"))
    .option('--panel-port <port>', t('页面端口；默认 8081', 'panel port; 8081 by default'), port)
    .option('--mqtt-port <port>', t('MQTT 端口；默认 1884', 'MQTT port; 1884 by default'), port)
    .action(async (folder: string, options: InitOptions) => {
      const { runInit } = await import('./init.ts');
      runInit(folder, options);
    });
}

/** The options of every search. */
function drafting(command: Command): Command {
  return command
    .option(
      '--gateway <id>',
      t('端点所属的网关；默认 gw-a', 'gateway of the endpoints; gw-a by default'),
      'gw-a',
    )
    .option(
      '--out <file.yaml>',
      t('写入新文件；默认输出到终端', 'writes a new file; the terminal by default'),
    );
}

/** Searches only read and listen: none of them writes to a device. */
export function declareDiscover(program: Command, port: (text: string) => number): void {
  const discover = program
    .command('discover')
    .description(
      t('查找设备并起草校园描述（只读，不写设备）', 'finds devices and drafts their description; reads only'),
    );
  declareModbus(discover, port);
  declareListening(discover);
  for (const name of ['bacnet', 'pjlink'] as const) {
    drafting(discover.command(name))
      .description(t(`在网络上查找 ${name} 设备`, `searches the network for ${name} devices`))
      .argument('[address]', t('广播地址或单台主机', 'a broadcast address or one host'))
      .option('--for <time>', t('等待时间', 'how long answers are waited for'), '10s')
      .option(
        '--local-address <ip>',
        t('本机地址（多网卡时）', 'address of this machine, where it has several'),
      )
      .option('--local-port <port>', t('本机 UDP 端口', 'UDP port of this machine'), port)
      .action(async (address: string | undefined, options: NetworkOptions) => {
        const { runBacnet, runPjlink } = await import('./discover/networks.ts');
        await (name === 'bacnet' ? runBacnet(address, options) : runPjlink(address, options));
      });
  }
}

function declareModbus(discover: Command, port: (text: string) => number): void {
  drafting(discover.command('modbus'))
    .description(
      t('扫描 Modbus 从站，并比对设备型号', 'scans Modbus units and ranks the device models that fit'),
    )
    .argument('[host:port]')
    .option('--units <span>', t('从站号范围', 'unit ids'), '1-20')
    .option('--registers <span>', t('另外列出这些寄存器', 'lists these registers too'))
    .option('--rtu-over-tcp', t('RTU 帧经串口服务器透传', 'RTU frames through a serial server'))
    .option('--serial <path>', t('本机串口，如 /dev/ttyUSB0', 'a port of this machine, e.g. /dev/ttyUSB0'))
    .option('--baud <rate>', t('波特率', 'baud rate'), whole)
    .option('--parity <parity>', t('校验：none、even、odd', 'parity: none, even, odd'))
    .option('--stop-bits <bits>', t('停止位', 'stop bits'), whole)
    .option('--timeout <ms>', t('等待应答的毫秒数', 'milliseconds that an answer may take'), whole, 500)
    .option('--pause <ms>', t('两次请求之间的毫秒数', 'milliseconds between requests'), port)
    .action(async (target: string | undefined, options: ModbusOptions) => {
      const { discoverModbus } = await import('./discover/modbus.ts');
      await discoverModbus(target, options);
    });
}

function declareListening(discover: Command): void {
  drafting(discover.command('opcua'))
    .description(t('浏览 OPC UA 服务器', 'browses an OPC UA server'))
    .argument('<url>', 'opc.tcp://HOST:PORT')
    .option('--from <node>', t('从此节点开始', 'begins at this node'))
    .action(async (target: string, options: OpcuaOptions) => {
      const { discoverOpcua } = await import('./discover/opcua.ts');
      await discoverOpcua(target, options);
    });
  drafting(discover.command('mqtt'))
    .description(t('监听 MQTT 主题', 'listens to MQTT topics'))
    .argument('<url>', 'mqtt://HOST:PORT')
    .option('--for <time>', t('监听多久', 'how long it listens'), '60s')
    .option('--topic <filters...>', t('只听这些主题', 'hears only these filters'))
    .option('--password-file <file>', t('存放密码的文件', 'file that holds the password'))
    .action(async (target: string, options: MqttOptions) => {
      const { discoverMqtt } = await import('./discover/mqtt.ts');
      const { passwordFile } = options;
      await discoverMqtt(
        target,
        options,
        passwordFile === undefined ? undefined : readPassword(passwordFile),
      );
    });
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError(t('应为非负整数', 'expected a whole number from 0'));
}
