// The sentences of findings on trials, in both languages. What is found is judged by what-moved.ts.
import type { Text } from '../text.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding-words.ts';

const swapWires: Text = {
  zh: '核对继电器端子与回读接线，或在设备型号、地址里对调两个通道。',
  en: 'Check the relay terminals and the readback wiring, or swap the two channels in the device model or address.',
};

export function crossed(own: Text, other: Text): Finding {
  return finding(
    'crossed',
    'wrong',
    {
      zh: `操作的是“${own.zh}”，动作的却是“${other.zh}”的回读。`,
      en: `You switched "${own.en}"; the readback of "${other.en}" moved.`,
    },
    swapWires,
  );
}

export function coupled(own: Text, other: Text): Finding {
  return finding(
    'coupled',
    'doubt',
    {
      zh: `“${own.zh}”动作时，“${other.zh}”也一起动作。`,
      en: `"${other.en}" moved together with "${own.en}".`,
    },
    {
      zh: '看是否两路并接在一起，或两个测点写了同一个地址。',
      en: 'See whether both are wired to one relay, or two points have one address.',
    },
  );
}

export function readbackStill(own: Text): Finding {
  return finding(
    'readback-still',
    'wrong',
    { zh: `“${own.zh}”的回读没有跟随。`, en: `The readback of "${own.en}" did not follow.` },
    {
      zh: '到现场看设备是否动作：动作了，查回读接线与地址；没动作，查手动/自动开关、供电与输出接线。',
      en: 'See on the spot whether it acted: if so check the wiring and address of the readback; if not its hand switch, supply and output.',
    },
  );
}

export function readbackInverted(own: Text): Finding {
  return finding(
    'readback-inverted',
    'wrong',
    { zh: `“${own.zh}”的回读动作方向相反。`, en: `The readback of "${own.en}" moved the other way.` },
    {
      zh: '回读取的是常闭触点：改接常开触点，或在设备型号里取反。',
      en: 'The readback is on a normally closed contact: use the open one, or invert it in the device model.',
    },
  );
}

export function nothingShown(own: Text, value: Text): Finding {
  return finding(
    'nothing-shown',
    'note',
    {
      zh: `“${own.zh}”本来就是“${value.zh}”，这次操作看不出什么。`,
      en: `"${own.en}" already stood at "${value.en}", so this shows nothing.`,
    },
    { zh: '换另一个状态再操作一次。', en: 'Operate it the other way.' },
  );
}

export function witnessStill(own: Text, witness: Text): Finding {
  return finding(
    'witness-still',
    'doubt',
    {
      zh: `“${own.zh}”已回读确认，但旁证“${witness.zh}”没有变化。`,
      en: `"${own.en}" was read back, but its witness "${witness.en}" did not move.`,
    },
    {
      zh: '到现场看负载是否真的通断（灯、投影机、风机），以及旁证的位置是否合适。',
      en: 'See on the spot whether the load really switched, and whether the witness is in the right place.',
    },
  );
}
