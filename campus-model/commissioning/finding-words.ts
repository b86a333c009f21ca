// The sentences of findings on values, in both languages. What is found is judged by plausibility.ts.
import { errorTable } from '../errors.ts';
import type { Text } from '../text.ts';
import type { Finding, FindingCode, FindingWeight } from './finding.ts';

export function finding(code: FindingCode, weight: FindingWeight, words: Text, remedy: Text): Finding {
  return { code, weight, words, remedy };
}

/** A number with its unit, as short as it can be told apart: "23.5 °C". */
export function figure(value: number, { unit, decimals }: { unit: string; decimals: number }): string {
  const isLong = Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-4);
  const digits = isLong ? value.toPrecision(4) : String(Number(value.toFixed(Math.max(decimals, 3))));
  return unit === '' ? digits : `${digits} ${unit}`;
}

const checkLine: Text = {
  zh: '检查设备供电、接线与地址，再看网关页该网关是否在线。',
  en: 'Check the power, wiring and address of the device, and on the page Gateways whether its gateway is online.',
};

export const noValue = (): Finding =>
  finding('no-value', 'wrong', { zh: '还没有收到过值。', en: 'No value has come yet.' }, checkLine);

export function badValue(reason: Text, remedy: Text): Finding {
  const words = { zh: `值无效：${reason.zh}。`, en: `The value is bad: ${reason.en}.` };
  return finding('bad', 'wrong', words, remedy);
}

export const staleValue = (): Finding =>
  finding(
    'stale',
    'wrong',
    { zh: '值已过期，不再更新。', en: 'The value is old and no longer renewed.' },
    checkLine,
  );

export function uncertainValue(reason: Text): Finding {
  return finding(
    'uncertain',
    'doubt',
    { zh: `设备自己存疑：${reason.zh}。`, en: `The device itself doubts it: ${reason.en}.` },
    { zh: '查看设备的状态指示与说明书。', en: 'Look at the status of the device and its manual.' },
  );
}

export function notAValue(shown: string, register: number): Finding {
  return finding(
    'not-a-value',
    'wrong',
    {
      zh: `${shown} 是寄存器 ${register} 的读数，通常表示没有值。`,
      en: `${shown} is what register content ${register} reads as, which usually means no value.`,
    },
    {
      zh: '多半是探头断线或未接：检查探头接线；若接线正确，核对寄存器地址。',
      en: 'The probe is likely open or not connected: check its wiring; if that is right, check the register address.',
    },
  );
}

export function thermometerStart(shown: string): Finding {
  return finding(
    'not-a-value',
    'doubt',
    {
      zh: `${shown} 是数字温度探头未测量时的固定读数。`,
      en: `${shown} is what a digital thermometer says before it measures.`,
    },
    {
      zh: '检查探头接线与供电，等下一次读数。',
      en: "Check the probe's wiring and supply, and wait for the next reading.",
    },
  );
}

export function swappedWords(shown: string, swapped: string): Finding {
  return finding(
    'word-order',
    'wrong',
    {
      zh: `读数 ${shown} 不合常理；高低字对调后是 ${swapped}。`,
      en: `${shown} makes no sense; with its two words swapped it is ${swapped}.`,
    },
    {
      zh: '在设备型号里改 wordOrder（big 与 little 互换），或核对起始寄存器是否差一。',
      en: 'Change wordOrder in the device model (big and little), or see whether the first register is off by one.',
    },
  );
}

export function emptyLowWord(shown: string, swapped: string): Finding {
  return finding(
    'word-order',
    'doubt',
    {
      zh: `读数 ${shown} 的低字全为 0；高低字对调后是 ${swapped}。`,
      en: `The low word of ${shown} is empty; with its two words swapped it is ${swapped}.`,
    },
    {
      zh: '与设备显示屏对照，确定哪一个正确。',
      en: "Compare with the device's own display to see which is right.",
    },
  );
}

/** `factor` is what the value would have to be multiplied by. */
export function wrongScale(shown: string, scaled: string, factor: number): Finding {
  return finding(
    'scale',
    'wrong',
    {
      zh: `${shown} 远超常见范围；乘以 ${factor} 后是 ${scaled}，正合常见范围。`,
      en: `${shown} is far from what is usual; times ${factor} it is ${scaled}, which is usual.`,
    },
    {
      zh: '核对设备型号里的倍率（scale）与设备说明书、变比设置。',
      en: "Compare the model's scale with the device's manual and its transformer ratio.",
    },
  );
}

export function outOfRange(shown: string, least: string, most: string): Finding {
  return finding(
    'out-of-range',
    'wrong',
    {
      zh: `${shown} 超出此测点的量程 ${least} 至 ${most}。`,
      en: `${shown} is outside the range of the point, ${least} to ${most}.`,
    },
    {
      zh: '用仪表在现场量一次；若读数属实，修改量程，否则检查接线与地址。',
      en: 'Measure on the spot; if the value is true mend the range, else check wiring and address.',
    },
  );
}

export function unusual(shown: string, least: string, most: string): Finding {
  return finding(
    'unusual',
    'doubt',
    {
      zh: `${shown} 不在校园常见的 ${least} 至 ${most} 之内。`,
      en: `${shown} is not within what is usual on a campus, ${least} to ${most}.`,
    },
    {
      zh: '用仪表在现场量一次，并把读数写进验收。',
      en: 'Measure on the spot and write the reading into the acceptance.',
    },
  );
}

export function oddZero(shown: string): Finding {
  return finding(
    'zero',
    'doubt',
    {
      zh: `恰好是 ${shown}：这个量很少恰好为 0。`,
      en: `It is exactly ${shown}, which this quantity hardly ever is.`,
    },
    {
      zh: '检查传感器是否接上、寄存器地址是否正确。',
      en: 'See whether the sensor is connected and the register address is right.',
    },
  );
}

export function negativePower(shown: string): Finding {
  return finding(
    'negative',
    'doubt',
    { zh: `功率为负：${shown}。`, en: `The power is negative: ${shown}.` },
    {
      zh: '互感器方向或相序可能接反；若此处确有光伏上网，则属正常。',
      en: 'The current transformer or a phase may be reversed; with solar feed-in it is right.',
    },
  );
}

export function notAState(shown: string, known: string): Finding {
  return finding(
    'not-a-state',
    'wrong',
    {
      zh: `设备给出代码 ${shown}，型号里只有 ${known}。`,
      en: `The device says code ${shown}; its model knows ${known}.`,
    },
    {
      zh: '核对寄存器地址与型号里的状态表。',
      en: "Check the register address and the model's table of states.",
    },
  );
}

export function jumped(from: string, to: string): Finding {
  return finding(
    'jump',
    'doubt',
    { zh: `刚才从 ${from} 跳到 ${to}。`, en: `It has just jumped from ${from} to ${to}.` },
    {
      zh: '检查接线是否松动、屏蔽层是否接地、总线上是否有地址重复的设备。',
      en: 'Look for a loose wire, a shield that is not earthed, or two devices with one address on the bus.',
    },
  );
}

export function ranBackwards(from: string, to: string): Finding {
  return finding(
    'counter-backwards',
    'wrong',
    { zh: `累计值从 ${from} 倒走到 ${to}。`, en: `The total ran backwards, from ${from} to ${to}.` },
    {
      zh: '检查字序与寄存器类型，以及总线上是否有两块表同一地址。',
      en: 'Check word order and register type, and whether two meters share one address.',
    },
  );
}

export function beganAnew(from: string): Finding {
  return finding(
    'counter-reset',
    'doubt',
    { zh: `累计值从 ${from} 归零重新计。`, en: `The total went from ${from} back to about 0.` },
    { zh: '确认表计是否被更换或清零。', en: 'See whether the meter was replaced or reset.' },
  );
}

export function unchangedFor(minutes: number): Finding {
  return finding(
    'unchanged',
    'note',
    { zh: `${minutes} 分钟没有变化。`, en: `It has not changed for ${minutes} min.` },
    {
      zh: '对着传感器哈气、遮光或通断负载，看读数是否跟着变。',
      en: 'Breathe on the sensor, cover it or switch a load, and see whether it follows.',
    },
  );
}

export const notTried = (): Finding =>
  finding(
    'not-tried',
    'note',
    { zh: '还没有操作过。', en: 'It has not been operated yet.' },
    { zh: '操作一次，看回读是否跟随。', en: 'Operate it once and see its readback follow.' },
  );

export const notCommanded = (): Finding =>
  finding(
    'not-commanded',
    'note',
    { zh: '此输出不能由系统操作。', en: 'This output is not for the system to command.' },
    {
      zh: '消防设备由消防控制器自己试验；记为“不适用”，并注明试验记录。',
      en: 'Fire equipment is tested at its own certified panel: mark it not applicable and name that record.',
    },
  );

export const commandOpen = (): Finding =>
  finding(
    'command-open',
    'note',
    { zh: '命令正在执行，等待回读。', en: 'A command is under way; its readback is awaited.' },
    { zh: '稍候再看。', en: 'Look again in a moment.' },
  );

/** `reason` is a code of `errors.ts` where there is one. */
export function commandFailed(state: Text, reason: string | null): Finding {
  const why =
    reason !== null && Object.hasOwn(errorTable, reason)
      ? errorTable[reason as keyof typeof errorTable]
      : null;
  return finding(
    'command-failed',
    'wrong',
    {
      zh: `上一次操作${state.zh}。${why?.zh ?? ''}`,
      en: `The last order ${state.en}. ${why?.en ?? ''}`.trim(),
    },
    { zh: '排除原因后再操作一次。', en: 'Mend the cause and operate it again.' },
  );
}
