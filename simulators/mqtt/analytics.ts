// What video analytics say: Frigate's counters and statistics, ONVIF scene descriptions.
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { FieldMessage, FieldModel } from './messages.ts';

const onOff = (device: SimulatedDevice, point: string): string => (device.value(point) === 1 ? 'ON' : 'OFF');

const frigate: FieldModel = {
  say: (device, base) => {
    const name = base.slice(base.lastIndexOf('/') + 1);
    const above = base.slice(0, -name.length);
    const inView = { camera: name, severity: 'alert', data: { objects: ['person'] } };
    const isAlert = device.value('alert') === 1;
    return {
      messages: [
        { topic: `${base}/motion`, body: onOff(device, 'motion') },
        { topic: `${base}/person`, body: String(device.number('people')) },
        { topic: `${base}/all`, body: String(device.number('objects')) },
        { topic: `${base}/detect/state`, body: onOff(device, 'detect') },
        { topic: `${base}/recordings/state`, body: onOff(device, 'recording') },
        {
          topic: `${above}reviews`,
          body: { type: isAlert ? 'new' : 'end', before: inView, after: inView },
          isEvent: true,
        },
        {
          topic: `${above}stats`,
          body: { cameras: { [name]: { camera_fps: device.number('frame-rate') } } },
          isEvent: true,
        },
      ],
      firstWill: { topic: `${above}available`, body: 'online' },
      lastWill: { topic: `${above}available`, body: 'offline' },
    };
  },
  commands: (base) => [
    {
      topic: `${base}/detect/set`,
      parse: (payload) =>
        payload === 'ON' || payload === 'OFF' ? { point: 'detect', value: Number(payload === 'ON') } : null,
    },
  ],
};

/** Objects stand side by side along the middle of the picture; frame coordinates go from -1 to 1, y upwards. */
function objects(type: string, count: number, firstId: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => {
    const left = -1 + (2 * (i + 0.2)) / Math.max(1, count);
    const box = { '@left': left, '@top': 0.4, '@right': left + 0.1, '@bottom': -0.4 };
    return {
      '@ObjectId': firstId + i,
      Appearance: {
        Shape: { BoundingBox: box, CenterOfGravity: { '@x': left + 0.05, '@y': 0 } },
        Class: { Type: [{ '@Likelihood': 0.9, '#text': type }] },
      },
    };
  });
}

function scene(device: SimulatedDevice): Record<string, unknown> {
  const [people, vehicles, all] = ['people', 'vehicles', 'objects'].map((point) => device.number(point));
  const others = Math.max(0, all! - people! - vehicles!);
  const seen = [
    ...objects('Human', people!, 1),
    ...objects('Vehicle', vehicles!, 1_000),
    ...objects('Bicycle', others, 2_000),
  ];
  return { '@Source': 'Detector', ...(seen.length > 0 ? { Object: seen } : {}) };
}

const onvifScene: FieldModel = {
  say: (device, base) => {
    const frame: FieldMessage = {
      topic: `${base}/onvif-mj/VideoAnalytics/1/Detector`,
      body: { Frame: [scene(device)] },
      at: (instant) => ({ Frame: [{ '@UtcTime': instant, ...scene(device) }] }),
      isEvent: true,
    };
    return { messages: [frame], firstWill: null, lastWill: null };
  },
};

export const cameraModels: readonly (readonly [string, FieldModel])[] = [
  ['frigate-camera', frigate],
  ['onvif-analytics', onvifScene],
];
