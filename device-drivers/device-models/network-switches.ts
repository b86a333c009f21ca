// What stands in a network cabinet: a switch with its ports, and an outlet strip that can be switched.
import type { PointModel } from '@campus/campus-model';
import { snmp } from './addresses.ts';
import { count, current, state, words } from './capabilities.ts';
import { deviceModel, pair, point, text } from './point-builder.ts';

/** Octets a second are so many Mbit/s. */
const mbitPerOctet = 8e-6;
/** 64 bits of octets. */
const mostOctets = 1.8446744073709552e19;
/** A counter is said each heartbeat, and when it rose by this many: 10 MB. */
const octetsDeadband = 1e7;
const trafficPeriodMs = 5_000;
const fastestMbit = 100_000;
const ports = [1, 2, 3, 4, 5, 6, 7, 8];

const upTime = point(
  {
    id: 'up-time',
    name: text('运行时间', 'up time'),
    quantity: 'duration',
    range: { min: 0, max: 42_949_673 },
    deadband: 60,
    periodMs: trafficPeriodMs,
  },
  snmp('1.3.6.1.2.1.1.3.0', { scale: 0.01 }),
);

const linkStates = {
  1: text('连接', 'up'),
  2: text('断开', 'down'),
  3: text('测试', 'testing'),
  4: text('未知', 'unknown'),
  5: text('休眠', 'dormant'),
  6: text('不存在', 'not present'),
  7: text('下层断开', 'lower layer down'),
};

/** Columns of IF-MIB (RFC 2863): ifTable and ifXTable. */
const ifTable = '1.3.6.1.2.1.2.2.1';
const ifXTable = '1.3.6.1.2.1.31.1.1.1';

function portPoints(row: number): PointModel[] {
  const octets = (id: string, zh: string, en: string, column: number): PointModel =>
    point(
      {
        id: `${id}-${row}`,
        name: text(`端口 ${row} ${zh}`, `port ${row} ${en}`),
        quantity: 'count',
        counter: true,
        range: { min: 0, max: mostOctets },
        deadband: octetsDeadband,
        periodMs: trafficPeriodMs,
      },
      snmp(`${ifXTable}.${column}`, { row }),
    );
  const rate = (id: string, zh: string, en: string, column: number): PointModel =>
    point(
      {
        id: `${id}-${row}`,
        name: text(`端口 ${row} ${zh}`, `port ${row} ${en}`),
        quantity: 'data-rate',
        range: { min: 0, max: fastestMbit },
        deadband: 0.05,
        periodMs: trafficPeriodMs,
      },
      snmp(`${ifXTable}.${column}`, { row, isRate: true, scale: mbitPerOctet }),
    );
  return [
    state(
      `link-${row}`,
      text(`端口 ${row} 链路`, `port ${row} link`),
      linkStates,
      snmp(`${ifTable}.8`, { row }),
    ),
    octets('received', '接收字节', 'octets received', 6),
    octets('sent', '发送字节', 'octets sent', 10),
    rate('receive-rate', '接收速率', 'receive rate', 6),
    rate('send-rate', '发送速率', 'send rate', 10),
    count(
      `errors-${row}`,
      text(`端口 ${row} 接收错误`, `port ${row} receive errors`),
      snmp(`${ifTable}.14`, { row }),
      {
        periodMs: trafficPeriodMs,
        range: { min: 0, max: 4_294_967_295 },
      },
    ),
  ];
}

/** Ports are ifIndex 1 to 8; a switch that numbers them otherwise gets its device address's `rowOffset`. */
export const ifMibSwitch8 = deviceModel({
  id: 'if-mib-switch-8',
  name: text('8 口网络交换机（IF-MIB）', 'network switch of 8 ports by IF-MIB'),
  maker: 'generic',
  kind: 'network-switch',
  system: 'network',
  protocol: 'snmp',
  source:
    'RFC 2863 IF-MIB: ifOperStatus, ifInErrors, ifHCInOctets, ifHCOutOctets; RFC 3418: sysUpTime, sysName, sysDescr',
  settings: { maxValues: 24 },
  points: [
    words('name', text('名称', 'name'), snmp('1.3.6.1.2.1.1.5.0')),
    words('description', text('描述', 'description'), snmp('1.3.6.1.2.1.1.1.0')),
    upTime,
    ports.flatMap(portPoints),
  ],
});

/** rPDU of APC's PowerNet-MIB. The agent says 1 for on and 2 for off. */
const rPdu = '1.3.6.1.4.1.318.1.1.12';
const outletCodes = { 1: 1, 0: 2 };
const onOffStates = { 0: text('关', 'off'), 1: text('开', 'on') };
/** The strip switches an outlet within some seconds of the order. */
const outletSettleMs = 8_000;

function outletPoints(row: number): PointModel[] {
  const readback = point(
    {
      id: `outlet-${row}`,
      name: text(`插座 ${row}`, `outlet ${row}`),
      quantity: 'switch',
      states: onOffStates,
    },
    snmp(`${rPdu}.3.5.1.1.4`, { row, codes: outletCodes }),
  );
  return pair(readback, {
    kind: 'output',
    min: 0,
    max: 1,
    step: 1,
    settleMs: outletSettleMs,
    address: snmp(`${rPdu}.3.3.1.1.4`, { row, codes: outletCodes }),
  });
}

export const apcRackPdu8 = deviceModel({
  id: 'apc-ap7900-pdu',
  name: text('APC 8 口可控机柜插座', 'APC switched rack PDU of 8 outlets'),
  maker: 'APC',
  kind: 'energy-meter',
  system: 'network',
  protocol: 'snmp',
  source:
    'APC PowerNet-MIB: rPDUOutletControlOutletCommand, rPDUOutletStatusOutletState, rPDULoadStatusLoad (0.1 A), rPDUIdentModelNumber',
  points: [
    ports.flatMap(outletPoints),
    current('current', text('总电流', 'total current'), snmp(`${rPdu}.2.3.1.1.2`, { row: 1, scale: 0.1 })),
    state(
      'load-state',
      text('负载状态', 'load state'),
      {
        1: text('正常', 'normal'),
        2: text('过低', 'low'),
        3: text('接近过载', 'near overload'),
        4: text('过载', 'overload'),
      },
      snmp(`${rPdu}.2.3.1.1.3`, { row: 1 }),
    ),
    words('model', text('型号', 'model'), snmp(`${rPdu}.1.5.0`)),
  ],
});
