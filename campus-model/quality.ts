// Quality of a value, carried everywhere as an OPC UA StatusCode (OPC 10000-4, 7.39; OPC 10000-8, 5.3).
import type { Text } from './text.ts';

export type Quality = 'good' | 'uncertain' | 'bad';

/** A value past its own heartbeat by this factor is stale. */
export const staleFactor = 3;

/** The StatusCodes in use. Any other code is still carried; only its two severity bits are judged. */
export const status = {
  good: 0x00000000,
  uncertain: 0x40000000,
  lastUsableValue: 0x40900000,
  sensorNotAccurate: 0x40930000,
  outOfRange: 0x40940000,
  clockSuspect: 0x40950000,
  bad: 0x80000000,
  communicationError: 0x80050000,
  decodingError: 0x80070000,
  timeout: 0x800a0000,
  certificateInvalid: 0x80120000,
  certificateUntrusted: 0x801a0000,
  loginRefused: 0x80210000,
  noCommunication: 0x80310000,
  waitingForInitialData: 0x80320000,
  configurationError: 0x80890000,
  notConnected: 0x808a0000,
  deviceFailure: 0x808b0000,
  sensorFailure: 0x808c0000,
  outOfService: 0x808d0000,
} as const;

export type StatusName = keyof typeof status;

const statusTexts: Record<StatusName, Text> = {
  good: { zh: '正常', en: 'good' },
  uncertain: { zh: '不确定', en: 'uncertain' },
  lastUsableValue: { zh: '数据过期', en: 'stale' },
  sensorNotAccurate: { zh: '传感器不准', en: 'sensor not accurate' },
  outOfRange: { zh: '超出量程', en: 'out of range' },
  clockSuspect: { zh: '时钟可疑', en: 'clock suspect' },
  bad: { zh: '无效', en: 'bad' },
  communicationError: { zh: '通信错误', en: 'communication error' },
  decodingError: { zh: '报文无法解析', en: 'cannot be decoded' },
  timeout: { zh: '设备无应答', en: 'no answer' },
  certificateInvalid: { zh: '证书无效', en: 'certificate not valid' },
  certificateUntrusted: { zh: '证书未受信任', en: 'certificate not trusted' },
  loginRefused: { zh: '登录被拒', en: 'sign-in refused' },
  noCommunication: { zh: '通信中断', en: 'no communication' },
  waitingForInitialData: { zh: '等待首次数据', en: 'waiting for first value' },
  configurationError: { zh: '配置错误', en: 'configuration error' },
  notConnected: { zh: '未连接', en: 'not connected' },
  deviceFailure: { zh: '设备故障', en: 'device failure' },
  sensorFailure: { zh: '传感器故障', en: 'sensor failure' },
  outOfService: { zh: '停用', en: 'out of service' },
};

const names = new Map<number, StatusName>(
  (Object.keys(status) as StatusName[]).map((name) => [status[name], name]),
);

/** Severity of a StatusCode: its two top bits. */
export function qualityOf(code: number): Quality {
  const severity = code >>> 30;
  return severity === 0 ? 'good' : severity === 1 ? 'uncertain' : 'bad';
}

/** The reason behind a StatusCode in both languages; an unknown code falls back to its severity. */
export function reasonOf(code: number): Text {
  return statusTexts[names.get(code >>> 0) ?? qualityOf(code)];
}
