// Devices that are asked on HTTP: Shelly plugs of both generations, headsets as ManageXR knows them, and two examples
// to copy (a JSON sensor, a VR computer).

import {
  battery,
  current,
  energy,
  humidity,
  online,
  onOff,
  power,
  state,
  temperature,
  voltage,
  words,
  yesNo,
} from './capabilities.ts';
import { got, settable } from './http-addresses.ts';
import { falseTrue } from './mqtt-addresses.ts';
import { deviceModel, point, text } from './point-builder.ts';

const wattMinutesToKilowattHours = 1 / 60_000;
const wattHoursToKilowattHours = 0.001;
/** A cloud allows ten requests a second for a whole organisation; its headsets tell it little more often than this. */
const cloudPeriodMs = 5_000;

export const shelly1pmHttp = deviceModel({
  id: 'shelly-1pm-http',
  name: text('计量继电器 Shelly 1PM（第一代）', 'metering relay Shelly 1PM (first generation)'),
  maker: 'Shelly',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'http',
  source: 'Shelly Gen1 API reference: /status (relays, meters, total in watt-minutes), /relay/0?turn=on|off',
  points: [
    onOff(
      'outlet',
      text('插座', 'outlet'),
      settable(got('/status', 'relays[0].ison', { map: falseTrue }), {
        method: 'GET',
        url: '/relay/0?turn={value}',
        map: { 0: 'off', 1: 'on' },
      }),
    ),
    { ...power('power', text('有功功率', 'active power'), got('/status', 'meters[0].power')), deadband: 1 },
    energy(
      'energy',
      text('用电量', 'energy'),
      got('/status', 'meters[0].total', { scale: wattMinutesToKilowattHours }),
    ),
    temperature(got('/status', 'temperature'), {
      id: 'device-temperature',
      name: text('设备温度', 'device temperature'),
      range: { min: -40, max: 125 },
    }),
  ],
});

const gen2Switch = '/rpc/Switch.GetStatus?id=0';

export const shellyPlusPlugHttp = deviceModel({
  id: 'shelly-plus-plug-http',
  name: text('计量插座 Shelly Plus（HTTP）', 'metering plug Shelly Plus (HTTP)'),
  maker: 'Shelly',
  kind: 'energy-meter',
  system: 'energy',
  protocol: 'http',
  source: 'Shelly Gen2+ API documentation: RPC channels (HTTP), Switch.GetStatus, Switch.Set',
  points: [
    onOff(
      'outlet',
      text('插座', 'outlet'),
      settable(got(gen2Switch, 'output', { map: falseTrue }), {
        method: 'POST',
        url: '/rpc/Switch.Set',
        with: { id: 0 },
        path: 'on',
        map: { 0: false, 1: true },
      }),
    ),
    { ...power('power', text('有功功率', 'active power'), got(gen2Switch, 'apower')), deadband: 1 },
    voltage('voltage', text('电压', 'voltage'), got(gen2Switch, 'voltage')),
    current('current', text('电流', 'current'), got(gen2Switch, 'current')),
    energy(
      'energy',
      text('用电量', 'energy'),
      got(gen2Switch, 'aenergy.total', { scale: wattHoursToKilowattHours }),
    ),
    temperature(got(gen2Switch, 'temperature.tC'), {
      id: 'device-temperature',
      name: text('设备温度', 'device temperature'),
      range: { min: -40, max: 125 },
    }),
  ],
});

const headset = '/v1/devices/{serial}';
const slowly = { periodMs: cloudPeriodMs };

/** `names: { serial: … }` in the device's address; the endpoint is `managexrapi.com` with basic authentication. */
export const manageXrHeadset = deviceModel({
  id: 'managexr-headset',
  name: text('VR 头显（ManageXR）', 'VR headset (ManageXR)'),
  maker: 'ManageXR',
  kind: 'vr-headset',
  system: 'teaching',
  protocol: 'http',
  source:
    'ManageXR API reference: GET /v1/devices/«id» (data.batteryLevel, batteryIsCharging, online, controllerData …)',
  points: [
    battery(got(headset, 'data.batteryLevel'), slowly),
    yesNo(
      'charging',
      text('充电中', 'charging'),
      got(headset, 'data.batteryIsCharging', { map: falseTrue }),
      slowly,
    ),
    online(got(headset, 'data.online', { map: falseTrue }), slowly),
    battery(got(headset, 'data.controllerData.controller0.batteryLevel'), {
      id: 'controller-1-battery',
      name: text('手柄 1 电量', 'controller 1 battery'),
      ...slowly,
    }),
    battery(got(headset, 'data.controllerData.controller1.batteryLevel'), {
      id: 'controller-2-battery',
      name: text('手柄 2 电量', 'controller 2 battery'),
      ...slowly,
    }),
    yesNo(
      'outdated',
      text('待更新', 'out of date'),
      got(headset, 'data.outOfDate', { map: falseTrue }),
      slowly,
    ),
    {
      ...words('app', text('前台应用', 'application'), got(headset, 'data.currentForegroundApp.title')),
      ...slowly,
    },
  ],
});

export const jsonClimate = deviceModel({
  id: 'http-json-climate',
  name: text('JSON 温湿度传感器（示例）', 'JSON climate sensor (example)'),
  maker: 'generic',
  kind: 'air-sensor',
  system: 'climate',
  protocol: 'http',
  source: 'example',
  settings: { time: { path: 'time' } },
  points: [temperature(got('/status.json', 'temperature')), humidity(got('/status.json', 'humidity'))],
});

const tracked = '/headset';

/** What a small program beside SteamVR can say of the headset: OpenVR's own properties, on a path of its own. */
export const openVrAgent = deviceModel({
  id: 'openvr-agent',
  name: text('VR 电脑代理（示例）', 'VR computer agent (example)'),
  maker: 'generic',
  kind: 'vr-headset',
  system: 'teaching',
  protocol: 'http',
  source:
    'example; member values as OpenVR has them: Prop_DeviceBatteryPercentage_Float (1012, 0–1), Prop_DeviceIsCharging_Bool (1011), ETrackingResult',
  points: [
    battery(got(tracked, 'batteryPercentage', { scale: 100 })),
    yesNo('charging', text('充电中', 'charging'), got(tracked, 'isCharging', { map: falseTrue })),
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
      got(tracked, 'trackingResult'),
    ),
    point(
      {
        id: 'frame-rate',
        name: text('帧率', 'frame rate'),
        quantity: 'frequency',
        kind: 'status',
        range: { min: 0, max: 360 },
        deadband: 2,
      },
      got(tracked, 'framesPerSecond'),
    ),
    words('app', text('前台应用', 'application'), got(tracked, 'application')),
  ],
});
