// A device model for the blueprint's protocol: a tank with a level and a valve.
import { deviceModel, pair, point, text } from '../../../../device-drivers/device-models/point-builder.ts';

export const tankModel = deviceModel({
  id: 'tank',
  name: text('水箱', 'tank'),
  maker: 'generic',
  kind: 'water-meter',
  system: 'water',
  protocol: 'mqtt',
  source: 'example',
  points: [
    point(
      {
        id: 'level',
        name: text('液位', 'level'),
        quantity: 'level',
        range: { min: 0, max: 100 },
        periodMs: 250,
      },
      { name: 'level' },
    ),
    pair(
      point(
        {
          id: 'valve',
          name: text('阀', 'valve'),
          quantity: 'percentage',
          range: { min: 0, max: 100 },
          periodMs: 250,
        },
        { name: 'valve' },
      ),
      { kind: 'setpoint', min: 0, max: 100 },
    ),
  ],
});
