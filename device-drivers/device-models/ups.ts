// Uninterruptible power supplies on SNMP: by the standard MIB, and APC's by its own.
import type { PointModel, Text } from '@campus/campus-model';
import { snmp } from './addresses.ts';
import {
  count,
  current,
  frequency,
  percentage,
  power,
  state,
  temperature,
  voltage,
  words,
} from './capabilities.ts';
import { deviceModel, point, text } from './point-builder.ts';

const minute = 60;
/** TimeTicks. */
const hundredth = 0.01;
const tenth = 0.1;
/** A day on battery is longer than any of them lasts. */
const longestS = 200_000;
/** A network card asks its UPS about once a second itself. */
const slowPeriodMs = 5_000;

const seconds = (id: string, name: Text, address: object): PointModel =>
  point({ id, name, quantity: 'duration', range: { min: 0, max: longestS }, deadband: 30 }, address);

const charge = (address: object): PointModel =>
  percentage('charge', text('电池电量', 'battery charge'), address);
const load = (address: object): PointModel =>
  percentage('load', text('负载率', 'load'), address, { range: { min: 0, max: 200 } });
const batteryTemperature = (address: object): PointModel =>
  temperature(address, {
    id: 'battery-temperature',
    name: text('电池温度', 'battery temperature'),
    deadband: 1,
    periodMs: slowPeriodMs,
  });

/** `1.3.6.1.2.1.33.1`: upsObjects of RFC 1628. */
const ups = (object: string, scale?: number) => snmp(`1.3.6.1.2.1.33.1.${object}`, scale ? { scale } : {});

export const upsMib = deviceModel({
  id: 'ups-rfc1628',
  name: text('不间断电源（UPS-MIB）', 'UPS by UPS-MIB'),
  maker: 'generic',
  kind: 'ups',
  system: 'energy',
  protocol: 'snmp',
  source: 'RFC 1628 UPS-MIB: upsBattery, upsInput, upsOutput, upsAlarm; line 1 of the tables',
  points: [
    state(
      'source',
      text('供电来源', 'output source'),
      {
        1: text('其他', 'other'),
        2: text('无输出', 'none'),
        3: text('市电', 'mains'),
        4: text('旁路', 'bypass'),
        5: text('电池', 'battery'),
        6: text('升压', 'booster'),
        7: text('降压', 'reducer'),
      },
      ups('4.1.0'),
    ),
    state(
      'battery-status',
      text('电池状态', 'battery status'),
      {
        1: text('未知', 'unknown'),
        2: text('正常', 'normal'),
        3: text('电量低', 'low'),
        4: text('耗尽', 'depleted'),
      },
      ups('2.1.0'),
    ),
    seconds('on-battery', text('电池供电时间', 'time on battery'), ups('2.2.0')),
    seconds('remaining', text('预计可用时间', 'remaining time'), ups('2.3.0', minute)),
    charge(ups('2.4.0')),
    voltage('battery-voltage', text('电池电压', 'battery voltage'), ups('2.5.0', tenth)),
    batteryTemperature(ups('2.7.0')),
    voltage('input-voltage', text('输入电压', 'input voltage'), ups('3.3.1.3.1')),
    frequency(ups('3.3.1.2.1', tenth), { id: 'input-frequency', name: text('输入频率', 'input frequency') }),
    voltage('output-voltage', text('输出电压', 'output voltage'), ups('4.4.1.2.1')),
    current('output-current', text('输出电流', 'output current'), ups('4.4.1.3.1', tenth)),
    power('output-power', text('输出功率', 'output power'), ups('4.4.1.4.1')),
    load(ups('4.4.1.5.1')),
    count('alarms', text('告警数', 'alarms present'), ups('6.1.0'), { range: { min: 0, max: 1_000 } }),
    words('model', text('型号', 'model'), ups('1.2.0')),
  ],
});

/** `1.3.6.1.4.1.318.1.1.1`: ups of APC's PowerNet-MIB. */
const apc = (object: string, scale?: number) =>
  snmp(`1.3.6.1.4.1.318.1.1.1.${object}`, scale ? { scale } : {});

export const apcSmartUps = deviceModel({
  id: 'apc-smart-ups',
  name: text('APC Smart-UPS 不间断电源', 'APC Smart-UPS'),
  maker: 'APC',
  kind: 'ups',
  system: 'energy',
  protocol: 'snmp',
  source: 'APC PowerNet-MIB: upsBasicOutputStatus, upsBasicBattery, upsAdvBattery, upsAdvInput, upsAdvOutput',
  points: [
    state(
      'source',
      text('输出状态', 'output status'),
      {
        1: text('未知', 'unknown'),
        2: text('市电', 'on line'),
        3: text('电池', 'on battery'),
        4: text('升压', 'on smart boost'),
        5: text('定时休眠', 'timed sleeping'),
        6: text('软件旁路', 'software bypass'),
        7: text('关闭', 'off'),
        8: text('重启中', 'rebooting'),
        9: text('手动旁路', 'switched bypass'),
        10: text('故障旁路', 'hardware failure bypass'),
        11: text('休眠待市电', 'sleeping until power returns'),
        12: text('降压', 'on smart trim'),
      },
      apc('4.1.1.0'),
    ),
    state(
      'battery-status',
      text('电池状态', 'battery status'),
      {
        1: text('未知', 'unknown'),
        2: text('正常', 'normal'),
        3: text('电量低', 'low'),
        4: text('故障', 'in fault condition'),
      },
      apc('2.1.1.0'),
    ),
    seconds('on-battery', text('电池供电时间', 'time on battery'), apc('2.1.2.0', hundredth)),
    seconds('remaining', text('预计可用时间', 'remaining time'), apc('2.2.3.0', hundredth)),
    charge(apc('2.2.1.0')),
    batteryTemperature(apc('2.2.2.0')),
    state(
      'replace-battery',
      text('更换电池', 'replace battery'),
      { 1: text('无需更换', 'not needed'), 2: text('需要更换', 'needed') },
      apc('2.2.4.0'),
      { periodMs: slowPeriodMs },
    ),
    voltage('input-voltage', text('输入电压', 'input voltage'), apc('3.2.1.0')),
    frequency(apc('3.2.4.0'), { id: 'input-frequency', name: text('输入频率', 'input frequency') }),
    voltage('output-voltage', text('输出电压', 'output voltage'), apc('4.2.1.0')),
    current('output-current', text('输出电流', 'output current'), apc('4.2.4.0')),
    load(apc('4.2.3.0')),
    words('model', text('型号', 'model'), apc('1.1.1.0')),
  ],
});
