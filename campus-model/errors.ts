// Every error a person can meet: a stable code, its HTTP status, and a sentence in both languages with what to do.
// docs/errors.md is held equal to this table by a test.
import type { Text } from './text.ts';

export const errorTable = {
  'board-changed': {
    status: 409,
    zh: '看板已被他人修改，您的修改未保存。请先查看对方的版本。',
    en: 'Someone else has changed the board, so this was not saved. Look at their version first.',
  },
  'body-too-large': {
    status: 413,
    zh: '请求内容过大。请缩短后重试。',
    en: 'The request is too large. Send less.',
  },
  'campus-invalid': {
    status: 400,
    zh: '校园描述文件有误。请按提示的行修改。',
    en: 'The campus description has a mistake. Mend the line that is named.',
  },
  'clock-unknown': {
    status: 503,
    zh: '网关时钟未校准，命令未执行。请检查网关时间。',
    en: 'The gateway does not know its clock offset, so the command was not run. Check the gateway clock.',
  },
  'command-expired': {
    status: 409,
    zh: '命令已过期，未执行。请重新下达。',
    en: 'The command expired before it was run. Give it again.',
  },
  'command-not-confirmed': {
    status: 409,
    zh: '已写入设备，但回读未变化。请到现场查看。',
    en: 'The device took the command but its readback did not follow. Look at it on the spot.',
  },
  'command-refused-by-device': {
    status: 409,
    zh: '设备拒绝了命令。请检查设备状态。',
    en: 'The device refused the command. Check its state.',
  },
  'device-answer-garbled': {
    status: 409,
    zh: '设备应答无法识别，命令可能未执行。请检查接线与通信参数。',
    en: 'The device gave an answer that makes no sense; the command may not have run. Check its wiring and line settings.',
  },
  'device-busy': {
    status: 409,
    zh: '设备正在预热或冷却，命令未执行。请过一两分钟再试。',
    en: 'The device is warming up or cooling down, so the command was not run. Try again in a minute or two.',
  },
  'device-silent': {
    status: 409,
    zh: '设备无应答，命令未执行。请检查供电与网络。',
    en: 'The device does not answer, so the command was not run. Check its power and network.',
  },
  'disk-failing': {
    status: 507,
    zh: '磁盘无法写入，操作未保存。请检查磁盘。',
    en: 'The disk refuses to write, so this was not kept. Check the disk.',
  },
  'disk-full': {
    status: 507,
    zh: '磁盘已满。请腾出空间。',
    en: 'The disk is full. Make room.',
  },
  forbidden: {
    status: 403,
    zh: '您的角色无权执行此操作。如需要，请联系管理员。',
    en: 'Your role may not do this. Ask an administrator if you need it.',
  },
  'gateway-offline': {
    status: 409,
    zh: '网关离线，命令未送出。请检查网关供电与网络。',
    en: 'The gateway is offline, so the command was not sent. Check its power and network.',
  },
  'held-beneath': {
    status: 409,
    zh: '该测点正由更高优先级的命令控制；本命令已保留，待其解除后接管。',
    en: 'A more urgent order holds this point. This one is kept and takes over when that is released.',
  },
  'history-too-large': {
    status: 400,
    zh: '数据行数超过上限。请缩短时间范围或减少测点。',
    en: 'That is more rows than one answer holds. Shorten the span or choose fewer points.',
  },
  'input-invalid': {
    status: 400,
    zh: '请求内容不符合要求。请按提示修改。',
    en: 'The request is not of the expected form. Mend what is named.',
  },
  internal: {
    status: 500,
    zh: '系统内部错误，已记录。请稍后重试。',
    en: 'Something failed inside; it was logged. Try again later.',
  },
  'not-found': {
    status: 404,
    zh: '没有找到。请检查名称。',
    en: 'There is no such thing. Check the name.',
  },
  'not-writable': {
    status: 400,
    zh: '该测点只读，不能下达命令。',
    en: 'This point is read only; it takes no command.',
  },
  'picture-unavailable': {
    status: 502,
    zh: '摄像机暂无画面。请检查其供电与网络。',
    en: 'The camera gives no picture. Check its power and network.',
  },
  'plan-changed': {
    status: 409,
    zh: '平面图已被他人修改，您的修改未保存。请先查看对方改了什么。',
    en: 'Someone else has changed the plan, so this was not saved. Look at what they changed first.',
  },
  'sign-in-failed': {
    status: 401,
    zh: '账号或密码不正确。请重试。',
    en: 'Account or password is wrong. Try again.',
  },
  'sign-in-needed': {
    status: 401,
    zh: '请先登录。',
    en: 'Sign in first.',
  },
  'store-unavailable': {
    status: 503,
    zh: '历史存储暂不可用。实时数据不受影响，请稍后重试。',
    en: 'History is not available now. Live values go on; try again later.',
  },
  superseded: {
    status: 409,
    zh: '已被更新的命令取代。',
    en: 'A newer command took its place.',
  },
  'too-many-boards': {
    status: 409,
    zh: '看板数量已达上限。请先删除不用的看板。',
    en: 'There is no room for another board. Delete one that is no longer used.',
  },
  'too-many-requests': {
    status: 429,
    zh: '操作过于频繁。请稍后再试。',
    en: 'Too many requests. Wait a moment.',
  },
  'value-out-of-range': {
    status: 400,
    zh: '数值超出允许范围。请按范围输入。',
    en: 'The value is outside its range. Stay within it.',
  },
} as const satisfies Record<string, Text & { status: number }>;

export type ErrorCode = keyof typeof errorTable;

/** An error with a stable code; `detail` says what, where and what was expected. */
export class CampusError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string) {
    super(detail ? `${errorTable[code].en} ${detail}` : errorTable[code].en);
    this.name = 'CampusError';
    this.code = code;
    this.detail = detail;
  }
}
