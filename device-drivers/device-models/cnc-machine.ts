// A training machine tool on OPC UA, in the spirit of OPC 40501-1 (machine tools).
import { node } from './addresses.ts';
import { count, door, percentage, state, temperature, words } from './capabilities.ts';
import { deviceModel, point, text } from './point-builder.ts';

export const cncMachine = deviceModel({
  id: 'cnc-machine',
  name: text('数控机床', 'CNC machine'),
  maker: 'generic',
  kind: 'machine',
  system: 'workshop',
  protocol: 'opcua',
  source:
    'OPC 40001-1 (item state, operation mode) and OPC 40501-1 1.02 (monitoring, stack light); node names are an example',
  points: [
    state(
      'state',
      text('运行状态', 'state'),
      {
        0: text('不可用', 'not available'),
        1: text('停用', 'out of service'),
        2: text('未运行', 'not executing'),
        3: text('运行中', 'executing'),
      },
      node('State'),
      { periodMs: 500 },
    ),
    state(
      'mode',
      text('操作方式', 'operation mode'),
      {
        0: text('无', 'none'),
        1: text('维护', 'maintenance'),
        2: text('调整', 'setup'),
        3: text('加工', 'processing'),
      },
      node('Mode'),
    ),
    point(
      {
        id: 'spindle-speed',
        name: text('主轴转速', 'spindle speed'),
        quantity: 'speed',
        range: { min: 0, max: 30_000 },
        deadband: 5,
      },
      node('SpindleSpeed'),
    ),
    percentage('spindle-load', text('主轴负载', 'spindle load'), node('SpindleLoad'), {
      range: { min: 0, max: 200 },
    }),
    temperature(node('SpindleTemperature'), {
      id: 'spindle-temperature',
      name: text('主轴温度', 'spindle temperature'),
      range: { min: -10, max: 150 },
    }),
    percentage('feed-override', text('进给倍率', 'feed override'), node('FeedOverride'), {
      range: { min: 0, max: 200 },
    }),
    door(node('Door'), { name: text('防护门', 'guard door') }),
    state(
      'stack-light',
      text('三色灯', 'stack light'),
      {
        0: text('灭', 'off'),
        1: text('绿', 'green'),
        2: text('黄', 'yellow'),
        3: text('红', 'red'),
      },
      node('StackLight'),
      { periodMs: 500 },
    ),
    point(
      {
        id: 'coolant-level',
        name: text('冷却液位', 'coolant level'),
        quantity: 'level',
        range: { min: 0, max: 100 },
        deadband: 0.5,
      },
      node('CoolantLevel'),
    ),
    words('program', text('加工程序', 'program'), node('Program')),
    { ...count('parts', text('工件数', 'parts made'), node('Parts')), counter: true },
  ],
});
