// A camera as Frigate watches it: what it counts and whether it sees motion. Pictures and clips stay with Frigate.
import { count, onOff, state } from './capabilities.ts';
import { member, onOffCommand, onOffWords, plainNumber, toldOn } from './mqtt-addresses.ts';
import { deviceModel, point, text } from './point-builder.ts';

/** Frigate tells its statistics once a minute. */
const silentAfterMs = 150_000;

/** Topic `frigate/front_door`: the camera's name is its last level, Frigate itself the level above. */
export const frigateCamera = deviceModel({
  id: 'frigate-camera',
  name: text('摄像机（Frigate 分析）', 'camera watched by Frigate'),
  maker: 'Frigate',
  kind: 'camera',
  system: 'security',
  protocol: 'mqtt',
  source:
    'Frigate documentation: MQTT (available, stats, reviews, «camera»/motion, «camera»/«object», «camera»/detect/state and /set, «camera»/recordings/state)',
  settings: {
    availability: { topic: '../available', online: ['online'], offline: ['offline', 'stopped'] },
    silentAfterMs,
  },
  points: [
    point(
      {
        id: 'motion',
        name: text('移动侦测', 'motion'),
        quantity: 'motion',
        states: { 0: text('无', 'none'), 1: text('有移动', 'motion') },
      },
      { topic: '/motion', format: 'text', map: onOffWords },
    ),
    point(
      { id: 'people', name: text('人数', 'people'), quantity: 'people', range: { min: 0, max: 10_000 } },
      plainNumber('/person'),
    ),
    count('objects', text('目标数', 'objects'), plainNumber('/all'), { range: { min: 0, max: 10_000 } }),
    state(
      'alert',
      text('警报事件', 'alert'),
      { 0: text('无', 'none'), 1: text('进行中', 'under way') },
      member('../reviews', 'type', {
        where: [
          { path: 'after.camera', is: ['{name}'] },
          { path: 'after.severity', is: ['alert'] },
        ],
        map: { new: 1, update: 1, end: 0 },
      }),
    ),
    point(
      {
        id: 'frame-rate',
        name: text('帧率', 'frame rate'),
        quantity: 'frequency',
        kind: 'status',
        range: { min: 0, max: 240 },
        deadband: 1,
        heartbeatMs: 60_000,
      },
      member('../stats', 'cameras.{name}.camera_fps'),
    ),
    onOff(
      'detect',
      text('目标检测', 'detection'),
      toldOn([{ topic: '/detect/state', format: 'text', map: onOffWords }], {
        topic: '/detect/set',
        format: 'text',
        map: onOffCommand,
      }),
    ),
    state(
      'recording',
      text('录像', 'recording'),
      { 0: text('关', 'off'), 1: text('开', 'on') },
      { topic: '/recordings/state', format: 'text', map: onOffWords },
    ),
  ],
});
