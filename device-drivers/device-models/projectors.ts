// Projectors on PJLink: two generic ones, and makers' own inputs where their manuals list them.
import type { PointModel, Text } from '@campus/campus-model';
import { pjlink } from './addresses.ts';
import { count, state, words } from './capabilities.ts';
import { deviceModel, pair, point, text } from './point-builder.ts';

const specification = 'JBMIA PJLink Specifications 2.10';

const onOffStates = { 0: text('关', 'off'), 1: text('开', 'on') };
const powerStates = { ...onOffStates, 2: text('冷却中', 'cooling down'), 3: text('预热中', 'warming up') };
const faultLevels = { 0: text('正常', 'normal'), 1: text('警告', 'warning'), 2: text('故障', 'error') };

/** From the order to a lamp that is lit, or off and cool: two minutes at most, and a minute to spare. */
const powerSettleMs = 180_000;
/** An input shows its picture once the projector has found a signal. */
const inputSettleMs = 15_000;
const muteSettleMs = 5_000;
/** Hours and faults change slowly. */
const slowPeriodMs = 5_000;

/**
 * Power in its four states, and the order for it, which is sent only where the lamp is not on its way to the opposite.
 * The order's own point shows what the projector was last told: on while it warms up, off while it cools down.
 */
export function projectorPower(): PointModel[] {
  const readback = point(
    { id: 'power', name: text('电源', 'power'), quantity: 'switch', states: powerStates },
    pjlink('power'),
  );
  const [shown, order] = pair(readback, {
    kind: 'output',
    min: 0,
    max: 1,
    step: 1,
    settleMs: powerSettleMs,
    address: pjlink('power-target'),
  });
  return [shown, { ...order, states: onOffStates }];
}

/** Where the picture comes from; inputs by their PJLink codes. */
export function projectorInput(inputs: Readonly<Record<number, Text>>): PointModel[] {
  const codes = Object.keys(inputs).map(Number);
  return pair(state('input', text('信号源', 'input'), inputs, pjlink('input')), {
    kind: 'setpoint',
    min: Math.min(...codes),
    max: Math.max(...codes),
    step: 1,
    settleMs: inputSettleMs,
  });
}

/** A mute of picture, sound or both, or a frozen picture. */
export function projectorSwitch(id: string, name: Text, item: Parameters<typeof pjlink>[0]): PointModel[] {
  const readback = point({ id, name, quantity: 'switch', states: onOffStates }, pjlink(item));
  return pair(readback, { kind: 'output', min: 0, max: 1, step: 1, settleMs: muteSettleMs });
}

/** One of the six kinds of fault that ERST tells. */
export const projectorFault = (id: string, name: Text, item: Parameters<typeof pjlink>[0]): PointModel =>
  state(id, name, faultLevels, pjlink(item), { periodMs: slowPeriodMs });

const pictureMute = projectorSwitch('picture-mute', text('画面静音（黑屏）', 'picture mute'), 'picture-mute');
const soundMute = projectorSwitch('sound-mute', text('静音', 'sound mute'), 'sound-mute');
const bothMute = projectorSwitch('mute', text('画面与声音静音', 'picture and sound mute'), 'mute');
const freeze = projectorSwitch('freeze', text('画面冻结', 'freeze'), 'freeze');

const lightSourceFault = projectorFault('lamp-error', text('光源故障', 'light source fault'), 'lamp-error');
const faults = [
  projectorFault('fan-error', text('风扇故障', 'fan fault'), 'fan-error'),
  lightSourceFault,
  projectorFault('temperature-error', text('温度故障', 'temperature fault'), 'temperature-error'),
  projectorFault('cover-error', text('盖板故障', 'cover fault'), 'cover-error'),
  projectorFault('filter-error', text('滤网故障', 'filter fault'), 'filter-error'),
  projectorFault('other-error', text('其他故障', 'other fault'), 'other-error'),
];

const lampHours = count(
  'lamp-hours',
  text('光源使用时间（小时）', 'light source hours'),
  pjlink('lamp-hours'),
  {
    range: { min: 0, max: 99_999 },
    periodMs: slowPeriodMs,
  },
);
const filterHours = count(
  'filter-hours',
  text('滤网使用时间（小时）', 'filter hours'),
  pjlink('filter-hours'),
  {
    range: { min: 0, max: 99_999 },
    periodMs: slowPeriodMs,
  },
);

const names = [
  words('maker', text('厂商', 'maker'), pjlink('maker')),
  words('model', text('型号', 'model'), pjlink('model')),
  words('name', text('名称', 'name'), pjlink('name')),
];
const inputList = words('inputs', text('可用信号源', 'inputs'), pjlink('inputs'));
const classTwoNames = [
  words('serial', text('序列号', 'serial number'), pjlink('serial')),
  words('software', text('固件版本', 'software version'), pjlink('software')),
  words('resolution', text('输入分辨率', 'input resolution'), pjlink('resolution')),
];

const anyInputs = {
  11: text('模拟 RGB 1', 'RGB 1'),
  12: text('模拟 RGB 2', 'RGB 2'),
  21: text('视频 1', 'video 1'),
  22: text('视频 2', 'video 2'),
  31: text('数字 1', 'digital 1'),
  32: text('数字 2', 'digital 2'),
  33: text('数字 3', 'digital 3'),
  41: text('存储 1', 'storage 1'),
  51: text('网络 1', 'network 1'),
  52: text('网络 2', 'network 2'),
};

export const pjlinkClass1 = deviceModel({
  id: 'pjlink-class-1',
  name: text('PJLink 1 级投影机', 'PJLink class 1 projector'),
  maker: 'generic',
  kind: 'projector',
  system: 'teaching',
  protocol: 'pjlink',
  source: `${specification}, class 1 commands`,
  settings: { class: 1 },
  points: [
    projectorPower(),
    projectorInput(anyInputs),
    pictureMute,
    soundMute,
    faults,
    lampHours,
    inputList,
    names,
  ],
});

export const pjlinkClass2 = deviceModel({
  id: 'pjlink-class-2',
  name: text('PJLink 2 级投影机', 'PJLink class 2 projector'),
  maker: 'generic',
  kind: 'projector',
  system: 'teaching',
  protocol: 'pjlink',
  source: `${specification}, class 1 and 2 commands`,
  settings: { class: 2 },
  points: [
    projectorPower(),
    projectorInput({ ...anyInputs, 61: text('内置 1', 'internal 1') }),
    pictureMute,
    soundMute,
    freeze,
    faults,
    lampHours,
    filterHours,
    inputList,
    names,
    classTwoNames,
  ],
});

const epsonInputs = {
  32: text('HDMI1 接口', 'HDMI1'),
  33: text('HDMI2 接口', 'HDMI2'),
  41: text('USB 存储', 'USB'),
  52: text('局域网', 'LAN'),
  53: text('USB 显示', 'USB Display'),
};

/** Mutes picture and sound together only: AVMT 11 and 21 are among its “non-compatible commands”. */
export const epsonEb810e = deviceModel({
  id: 'epson-eb-810e',
  name: text('爱普生 EB-810E 系列投影机', 'Epson EB-810E series projector'),
  maker: 'Epson',
  kind: 'projector',
  system: 'teaching',
  protocol: 'pjlink',
  source: 'Epson EB-815E/EB-810E User’s Guide, “PJLink Support”: class 2, input source numbers',
  settings: { class: 2 },
  points: [
    projectorPower(),
    projectorInput({
      ...epsonInputs,
      56: text('HDBaseT 接口', 'HDBaseT'),
      57: text('无线投屏 1', 'Screen Mirroring 1'),
      58: text('无线投屏 2', 'Screen Mirroring 2'),
    }),
    bothMute,
    freeze,
    faults,
    lampHours,
    inputList,
    names,
    classTwoNames,
  ],
});

export const epsonEb1470ui = deviceModel({
  id: 'epson-eb-1470ui',
  name: text('爱普生 EB-1470Ui 互动投影机', 'Epson EB-1470Ui interactive projector'),
  maker: 'Epson',
  kind: 'projector',
  system: 'teaching',
  protocol: 'pjlink',
  source: 'Epson EB-1470Ui User’s Guide, “PJLink Support”: class 2, input source numbers, no AVMT 11 and 21',
  settings: { class: 2 },
  points: [
    projectorPower(),
    projectorInput({
      11: text('电脑接口', 'Computer'),
      21: text('视频接口', 'Video'),
      ...epsonInputs,
      41: text('USB1 接口', 'USB1'),
      42: text('USB2 接口', 'USB2'),
      55: text('白板', 'Whiteboard'),
      57: text('无线投屏', 'Screen Mirroring'),
    }),
    bothMute,
    freeze,
    faults,
    lampHours,
    inputList,
    names,
    classTwoNames,
  ],
});

/** A laser: LAMP is answered by ERR1, so there are no hours. Its filter digit is always 0. */
export const panasonicPtRz470 = deviceModel({
  id: 'panasonic-pt-rz470',
  name: text('松下 PT-RZ470 激光投影机', 'Panasonic PT-RZ470 laser projector'),
  maker: 'Panasonic',
  kind: 'projector',
  system: 'teaching',
  protocol: 'pjlink',
  source:
    'Panasonic PT-RZ470/PT-RW430 Operating Instructions, chapter 6 “PJLink protocol”: class 1, INPT, AVMT 30 and 31',
  settings: { class: 1 },
  points: [
    projectorPower(),
    projectorInput({
      11: text('电脑接口', 'COMPUTER'),
      12: text('DVI-I 模拟', 'DVI-I analogue'),
      21: text('视频接口', 'VIDEO'),
      31: text('DVI-I 数字', 'DVI-I digital'),
      32: text('HDMI 接口', 'HDMI'),
      33: text('DIGITAL LINK 接口', 'DIGITAL LINK'),
    }),
    bothMute,
    faults.filter(({ id }) => id !== 'filter-error'),
    inputList,
    names,
  ],
});
