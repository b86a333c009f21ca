// Large displays on PJLink: they have no lamp and neither warm up nor cool down.
import { pjlink } from './addresses.ts';
import { words } from './capabilities.ts';
import { deviceModel, pair, point, text } from './point-builder.ts';
import { projectorFault, projectorInput, projectorSwitch } from './projectors.ts';

const onOffStates = { 0: text('待机', 'standby'), 1: text('开', 'on') };
/** A display shows its picture some seconds after the order. */
const powerSettleMs = 30_000;

export const panasonicThLf50 = deviceModel({
  id: 'panasonic-th-lf50',
  name: text('松下 TH-LF50 系列显示屏', 'Panasonic TH-LF50 series display'),
  maker: 'Panasonic',
  kind: 'display',
  system: 'teaching',
  protocol: 'pjlink',
  source:
    'Panasonic TH-70LF50U Operating Instructions, “PJLink Protocol”: class 1, ERST fan and other only, no LAMP; password “Panasonic”',
  settings: { class: 1 },
  points: [
    pair(
      point(
        { id: 'power', name: text('电源', 'power'), quantity: 'switch', states: onOffStates },
        pjlink('power'),
      ),
      {
        kind: 'output',
        min: 0,
        max: 1,
        step: 1,
        settleMs: powerSettleMs,
        address: pjlink('power-target'),
      },
    ),
    projectorInput({
      11: text('扩展槽或电脑', 'SLOT or PC'),
      12: text('扩展槽 B 或电脑', 'SLOT B or PC'),
      13: text('电脑', 'PC'),
      21: text('视频', 'VIDEO'),
      31: text('HDMI 接口', 'HDMI'),
    }),
    projectorSwitch('picture-mute', text('画面静音（黑屏）', 'picture mute'), 'picture-mute'),
    projectorSwitch('sound-mute', text('静音', 'sound mute'), 'sound-mute'),
    projectorFault('fan-error', text('风扇故障', 'fan fault'), 'fan-error'),
    projectorFault('other-error', text('其他故障', 'other fault'), 'other-error'),
    words('inputs', text('可用信号源', 'inputs'), pjlink('inputs')),
    words('maker', text('厂商', 'maker'), pjlink('maker')),
    words('model', text('型号', 'model'), pjlink('model')),
  ],
});
