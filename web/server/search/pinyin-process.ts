// A short-lived process that writes the pinyin of Chinese names: the dictionary is large, and leaves the machine's memory
// with the process.
import type { PinyinWork } from './pinyin.ts';
import { spell } from './spell.ts';

process.once('message', ({ names, people }: PinyinWork) => {
  const spelled = [...names.map((name) => spell(name)), ...people.map((name) => spell(name, true))];
  process.send?.(spelled, () => process.disconnect());
});
