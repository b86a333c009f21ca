// The pinyin of a name, with the dictionary of pinyin-pro. Only the short-lived process and the build of documents load it.
import { pinyin } from 'pinyin-pro';

/** Syllables and single letters or digits, a space between: "101 教室" is "1 0 1 jiao shi". */
export function spell(name: string, isPerson = false): string {
  const parts =
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{Script=Han}+|[a-z0-9]/gu) ?? [];
  return parts.flatMap((part) => spellPart(part, isPerson)).join(' ');
}

/** A surname is read in its own way: 单 is shàn, not dān. */
function spellPart(part: string, isPerson: boolean): string[] {
  if (/^[a-z0-9]$/.test(part)) return [part];
  return pinyin(part, { toneType: 'none', type: 'array', v: true, ...(isPerson ? { surname: 'head' } : {}) });
}
