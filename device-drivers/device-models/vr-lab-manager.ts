// The managing computer of a VR lab on OPC UA: the session, its headsets, its server.
import { node } from './addresses.ts';
import { count, percentage, state, temperature, words } from './capabilities.ts';
import { deviceModel, pair, text } from './point-builder.ts';

export const vrLabManager = deviceModel({
  id: 'vr-lab-manager',
  name: text('VR 实训室管理机', 'VR lab manager'),
  maker: 'generic',
  kind: 'vr-manager',
  system: 'teaching',
  protocol: 'opcua',
  source: 'example',
  points: [
    pair(
      state(
        'session',
        text('课堂', 'session'),
        { 0: text('空闲', 'idle'), 1: text('进行中', 'running'), 2: text('暂停', 'paused') },
        node('Session'),
        { periodMs: 500 },
      ),
      { kind: 'output', min: 0, max: 2, step: 1, settleMs: 5_000, address: node('SessionTarget') },
    ),
    count('headsets-online', text('在线头显', 'headsets online'), node('HeadsetsOnline'), {
      range: { min: 0, max: 500 },
    }),
    count('headsets-charging', text('充电头显', 'headsets charging'), node('HeadsetsCharging'), {
      range: { min: 0, max: 500 },
    }),
    words('app', text('课程应用', 'application'), node('App')),
    percentage('server-cpu', text('服务器 CPU', 'server CPU'), node('ServerCpu'), { deadband: 2 }),
    temperature(node('ServerTemperature'), {
      id: 'server-temperature',
      name: text('服务器温度', 'server temperature'),
      range: { min: -10, max: 120 },
    }),
  ],
});
