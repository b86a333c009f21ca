// A VR headset as its device management reports it on MQTT.
import { json } from './addresses.ts';
import { battery, online, state, temperature, words, yesNo } from './capabilities.ts';
import { deviceModel, text } from './point-builder.ts';

const falseTrue = { false: 0, true: 1 };

export const vrHeadset = deviceModel({
  id: 'vr-headset',
  name: text('VR 头显', 'VR headset'),
  maker: 'generic',
  kind: 'vr-headset',
  system: 'teaching',
  protocol: 'mqtt',
  source: 'ManageXR device API (member names), OpenVR ETrackingResult (tracking codes); topic is an example',
  settings: { silentAfterMs: 120_000 },
  points: [
    battery(json('batteryLevel')),
    yesNo('charging', text('充电中', 'charging'), json('batteryIsCharging', '', falseTrue)),
    online(json('online', '', falseTrue)),
    temperature(json('temperatureC'), { range: { min: -10, max: 100 }, deadband: 0.5 }),
    state(
      'tracking',
      text('定位', 'tracking'),
      {
        1: text('未初始化', 'uninitialised'),
        100: text('校准中', 'calibrating'),
        101: text('校准超出范围', 'calibrating out of range'),
        200: text('正常', 'running'),
        201: text('超出范围', 'out of range'),
        300: text('仅旋转', 'rotation only'),
      },
      json('tracking'),
    ),
    words('app', text('前台应用', 'application'), json('currentForegroundApp.title')),
  ],
});
