// A node with ESPHome. Whoever builds one names its components: this one is an example to copy, with the usual names.
import { humidity, onOff, temperature } from './capabilities.ts';
import { onOffCommand, onOffWords, plainNumber, toldOn } from './mqtt-addresses.ts';
import { deviceModel, text } from './point-builder.ts';

/** `names: { relay: pump }` in the device's address renames a component. */
const names = { temperature: 'temperature', humidity: 'humidity', relay: 'relay' };

export const esphomeNode = deviceModel({
  id: 'esphome-node',
  name: text('ESPHome 温湿度与继电器节点（示例）', 'ESPHome climate and relay node (example)'),
  maker: 'ESPHome',
  kind: 'air-sensor',
  system: 'climate',
  protocol: 'mqtt',
  source:
    'ESPHome documentation: MQTT client component («prefix»/status, «prefix»/«component»/«object id»/state and /command); the object ids are an example',
  settings: {
    availability: { topic: '/status', online: ['online'], offline: ['offline'] },
    names,
  },
  points: [
    temperature(plainNumber('/sensor/{temperature}/state')),
    humidity(plainNumber('/sensor/{humidity}/state')),
    onOff(
      'relay',
      text('继电器', 'relay'),
      toldOn([{ topic: '/switch/{relay}/state', format: 'text', map: onOffWords }], {
        topic: '/switch/{relay}/command',
        format: 'text',
        map: onOffCommand,
      }),
    ),
  ],
});
