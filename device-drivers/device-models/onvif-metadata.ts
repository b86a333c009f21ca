// A camera that publishes ONVIF scene descriptions to MQTT: what is counted in each frame. An empty scene is its
// sign of life. Its events are another model's (onvif-camera.ts).
import { count } from './capabilities.ts';
import { deviceModel, point, text } from './point-builder.ts';

/** Empty scenes are to be sent regularly; how often is not said. */
const silentAfterMs = 60_000;

/** Several modules of one camera are told apart by `names: { module: … }` in the device's address. */
function scene(type?: string): object {
  return {
    topic: '/onvif-mj/VideoAnalytics/{profile}/{module}',
    format: 'onvif-scene',
    ...(type ? { path: type } : {}),
  };
}

export const onvifAnalytics = deviceModel({
  id: 'onvif-analytics',
  name: text('视频分析摄像机', 'video analytics camera'),
  maker: 'generic',
  kind: 'camera',
  system: 'security',
  protocol: 'mqtt',
  source:
    'ONVIF Analytics Service Specification: metadata in JSON over MQTT (onvif-mj/VideoAnalytics), object types, empty scenes',
  settings: {
    silentAfterMs,
    retained: 'last-known',
    time: { path: 'Frame[-1].@UtcTime' },
    names: { profile: '+', module: '+' },
  },
  points: [
    point(
      { id: 'people', name: text('人数', 'people'), quantity: 'people', range: { min: 0, max: 10_000 } },
      scene('Human'),
    ),
    count('vehicles', text('车辆数', 'vehicles'), scene('Vehicle'), { range: { min: 0, max: 10_000 } }),
    count('objects', text('目标数', 'objects'), scene(), { range: { min: 0, max: 10_000 } }),
  ],
});
