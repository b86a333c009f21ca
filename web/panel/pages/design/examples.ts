// Made-up points, orders and alarms that put a part into each of its states. They are on no campus.
import type { Alarm, Command, PointView } from '@campus/campus-model';
import { ApiError } from '../../data/http.ts';
import type { Control } from '../space/use-control.ts';

const anyPoint: PointView = {
  pointId: 'example/temperature',
  deviceId: 'example',
  spaceId: 'example',
  name: { zh: '温度', en: 'temperature' },
  kind: 'sensor',
  system: 'climate',
  quantity: 'temperature',
  unit: '°C',
  decimals: 1,
  range: null,
  states: null,
  counter: false,
  staleAfterMs: 60_000,
  write: null,
  mayCommand: true,
};

const write = { min: 16, max: 30, step: 0.5, readback: 'example/readback', settleMs: 2_000 };

export const examplePoints = {
  lamp: { ...anyPoint, quantity: 'switch', unit: '', name: { zh: '前排灯', en: 'front lamps' }, write },
  setpoint: { ...anyPoint, name: { zh: '设定温度', en: 'setpoint' }, write },
  mode: {
    ...anyPoint,
    name: { zh: '模式', en: 'mode' },
    states: {
      0: { zh: '制冷', en: 'cool' },
      1: { zh: '制热', en: 'heat' },
      2: { zh: '送风', en: 'fan' },
    },
    write,
  },
} as const satisfies Record<string, PointView>;

const anyCommand: Command = {
  id: 'example',
  pointId: anyPoint.pointId,
  value: 1,
  state: 'accepted',
  priority: 'person',
  by: 'example',
  requestedAt: 0,
  changedAt: Number.MAX_SAFE_INTEGER,
  ttlMs: 10_000,
};

/** A control that stands still in one state. */
export function controlIn(state: Partial<Omit<Control, 'request' | 'setBack'>>): Control {
  const acts = { request: () => {}, setBack: () => {} };
  return { readback: 0, wanted: null, command: null, refusal: null, former: null, ...acts, ...state };
}

export const exampleOrders = {
  pending: controlIn({ wanted: 1, command: anyCommand }),
  confirmed: controlIn({ readback: 1, command: { ...anyCommand, state: 'confirmed' } }),
  failed: controlIn({ command: { ...anyCommand, state: 'failed', reason: 'command-not-confirmed' } }),
} as const;

const now = Date.now();

const anyAlarm: Alarm = {
  id: 'example:1',
  ruleId: 'example',
  subject: 'example',
  occurrence: 1,
  name: { zh: '温度过高', en: 'Too warm' },
  advice: { zh: '检查空调，必要时开窗。', en: 'Check the air conditioning, open a window.' },
  system: 'climate',
  priority: 'medium',
  state: 'unacknowledged',
  isActive: true,
  spaceId: null,
  pointIds: [],
  value: 31,
  raisedAt: now - 300_000,
  clearedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  comment: null,
};

export const exampleAlarms: readonly Alarm[] = [
  {
    ...anyAlarm,
    priority: 'critical',
    system: 'fire',
    name: { zh: '烟雾报警', en: 'Smoke alarm' },
    advice: { zh: '先看摄像头，再到现场核实。', en: 'Look at the camera, then go there.' },
  },
  anyAlarm,
  {
    ...anyAlarm,
    priority: 'high',
    state: 'acknowledged',
    acknowledgedAt: now - 60_000,
    acknowledgedBy: 'logistics',
    comment: '已派人 / on the way',
  },
  {
    ...anyAlarm,
    priority: 'low',
    state: 'returned-unacknowledged',
    isActive: false,
    clearedAt: now - 60_000,
  },
];

export const exampleError = new ApiError({
  code: 'store-unavailable',
  message: {
    zh: '历史数据暂时无法读取。请稍后重试。',
    en: 'History cannot be read just now. Try again soon.',
  },
  detail: null,
});
