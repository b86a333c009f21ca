// A door with an electric lock on MQTT. Makers' messages differ, so this one is an example to copy.
import { commanded, json } from './addresses.ts';
import { door, yesNo } from './capabilities.ts';
import { deviceModel, pair, point, text } from './point-builder.ts';

const lockState = json('lock', '/state', { unlocked: 0, locked: 1 });

export const doorController = deviceModel({
  id: 'door-controller',
  name: text('门禁控制器', 'door controller'),
  maker: 'generic',
  kind: 'door',
  system: 'security',
  protocol: 'mqtt',
  source: 'example',
  settings: { silentAfterMs: 120_000 },
  points: [
    door(json('door', '/state', { closed: 0, open: 1 })),
    pair(
      point(
        {
          id: 'lock',
          name: text('门锁', 'lock'),
          quantity: 'switch',
          states: { 0: text('开锁', 'unlocked'), 1: text('上锁', 'locked') },
        },
        lockState,
      ),
      {
        kind: 'output',
        min: 0,
        max: 1,
        step: 1,
        address: commanded(lockState, {
          topic: '/lock/set',
          format: 'text',
          map: { 0: 'unlocked', 1: 'locked' },
        }),
      },
    ),
    yesNo('forced', text('强行开门', 'forced open'), json('forced', '/state', { false: 0, true: 1 })),
  ],
});
