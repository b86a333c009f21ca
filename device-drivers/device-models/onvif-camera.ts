// A camera that publishes ONVIF events to MQTT. Pictures are fetched by the hub when someone looks, never stored.
import { onvifItem, word } from './addresses.ts';
import { online } from './capabilities.ts';
import { deviceModel, point, text } from './point-builder.ts';

export const onvifCamera = deviceModel({
  id: 'onvif-camera',
  name: text('网络摄像机', 'network camera'),
  maker: 'generic',
  kind: 'camera',
  system: 'security',
  protocol: 'mqtt',
  source:
    'ONVIF Core specification (events to an MQTT broker, «prefix»/onvif-ej/…) and Analytics (cell motion, counting)',
  settings: {
    availability: { topic: '/status', online: ['online'], offline: ['offline'], isDeath: false },
  },
  points: [
    point(
      {
        id: 'motion',
        name: text('移动侦测', 'motion'),
        quantity: 'motion',
        states: { 0: text('无', 'none'), 1: text('有移动', 'motion') },
      },
      {
        ...onvifItem('/onvif-ej/RuleEngine/CellMotionDetector/Motion/&1', 'IsMotion'),
        map: { false: 0, true: 1 },
      },
    ),
    point(
      {
        id: 'people',
        name: text('人数', 'people'),
        quantity: 'people',
        range: { min: 0, max: 10_000 },
      },
      onvifItem('/onvif-ej/RuleEngine/CountAggregation/Counter/&1', 'Count'),
    ),
    online(word('/status', { offline: 0, online: 1 })),
  ],
});
