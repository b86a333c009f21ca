// A door terminal that posts its access events (Hikvision ISAPI). Who passed is not kept: neither number nor picture.
import { count, door, state } from './capabilities.ts';
import { posted } from './http-addresses.ts';
import { deviceModel, point, text } from './point-builder.ts';

/** Terminals send a heartbeat now and then; a longer pause is an outage. */
const silentAfterMs = 180_000;

const event = 'AccessControllerEvent';
/** Access events have the major type 5. */
const isAccessEvent = [{ path: `${event}.majorEventType`, is: ['5'] }];

/** Minor events: 1 card, 75 face accepted; 6–9 card without right, outside its hours, expired, unknown; 76 face refused. */
const results = { 1: 1, 75: 1, 6: 2, 7: 2, 8: 2, 9: 2, 76: 2 };
/** 21 lock opened, 22 closed. */
const locks = { 21: 0, 22: 1 };
/** 25 and 26 the door as it should; 27 opened by force, 28 left open too long. */
const doors = { 25: 1, 26: 0, 27: 1, 28: 1 };
const alarms = { 25: 0, 26: 0, 27: 1, 28: 2 };

function minor(map: Readonly<Record<string, number>>): object {
  return posted(`${event}.subEventType`, { where: isAccessEvent, map, ignoreOthers: true });
}

export const isapiDoor = deviceModel({
  id: 'isapi-door-terminal',
  name: text('门禁一体机（ISAPI 事件）', 'door terminal (ISAPI events)'),
  maker: 'Hikvision',
  kind: 'door',
  system: 'security',
  protocol: 'http',
  source:
    'Hikvision ISAPI: EventNotificationAlert posted to httpHosts (AccessControllerEvent, majorEventType 5), minor events of the device network SDK',
  settings: { silentAfterMs, time: { path: 'dateTime' } },
  points: [
    state(
      'result',
      text('最近验证', 'last verification'),
      { 1: text('通过', 'passed'), 2: text('拒绝', 'refused') },
      minor(results),
    ),
    point(
      {
        id: 'lock',
        name: text('门锁', 'lock'),
        quantity: 'switch',
        states: { 0: text('开锁', 'unlocked'), 1: text('上锁', 'locked') },
      },
      minor(locks),
    ),
    door(minor(doors)),
    state(
      'door-alarm',
      text('门报警', 'door alarm'),
      {
        0: text('正常', 'normal'),
        1: text('强行开门', 'forced open'),
        2: text('开门超时', 'open too long'),
      },
      minor(alarms),
    ),
    count(
      'event-number',
      text('事件序号', 'event number'),
      posted(`${event}.serialNo`, { where: isAccessEvent }),
    ),
  ],
});
