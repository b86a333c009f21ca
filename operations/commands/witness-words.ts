// How the alarm of a contradicted command is shown: which device, which witness, what was expected, what to check.
import type { Campus, Expectation, Point, Text } from '@campus/campus-model';
import type { AlarmPresentation } from '../alarms/next-alarm.ts';

export function witnessAlarm(
  campus: Campus,
  point: Point,
  witness: Point,
  expects: Expectation,
  value: number,
): AlarmPresentation {
  const [what, who] = [named(campus, readbackOf(campus, point)), named(campus, witness)];
  const figure = (number: number): string => `${number.toFixed(witness.decimals)} ${witness.unit}`.trim();
  const expected = expectedWords(expects, figure);
  return {
    name: {
      zh: `${what.zh}：命令已确认，但见证不符`,
      en: `${what.en}: confirmed, but its witness disagrees`,
    },
    advice: {
      zh: `「${who.zh}」显示 ${figure(value)}，应${expected.zh}。请到现场查看设备是否真的动作（继电器粘连、断路、灯管损坏），并检查该传感器。`,
      en: `${who.en} shows ${figure(value)}; expected ${expected.en}. Look on the spot whether the device really acts (stuck relay, tripped breaker, dead lamp), and check the sensor.`,
    },
    system: point.system,
    priority: 'medium',
  };
}

/** People name the thing, not the order. */
function readbackOf(campus: Campus, point: Point): Point {
  return campus.points.get(`${point.deviceId}/${point.write?.readback}`) ?? point;
}

function named(campus: Campus, { deviceId, name }: Point): Text {
  const device = campus.devices.get(deviceId)?.name ?? { zh: deviceId, en: deviceId };
  return { zh: `${device.zh} ${name.zh}`, en: `${device.en}, ${name.en}` };
}

function expectedWords({ above, below }: Expectation, figure: (number: number) => string): Text {
  const [zh, en]: [string[], string[]] = [[], []];
  if (above !== undefined) {
    zh.push(`高于 ${figure(above)}`);
    en.push(`above ${figure(above)}`);
  }
  if (below !== undefined) {
    zh.push(`低于 ${figure(below)}`);
    en.push(`below ${figure(below)}`);
  }
  return { zh: zh.join('、'), en: en.join(' and ') };
}
