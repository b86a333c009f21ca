// What can be wrong with an archive, in a few words that the command's sentence takes up.
import type { Text } from '@campus/campus-model';

const damages = {
  'cut-off': { zh: '内容不完整', en: 'it is cut off' },
  'not-ours': { zh: '不是本程序的备份', en: 'it is no backup of this program' },
  compression: { zh: '压缩数据已损坏', en: 'its compressed bytes are damaged' },
  header: { zh: '文件头已损坏', en: 'a header in it is damaged' },
  'not-plain': {
    zh: '含有链接、设备或其他非普通文件',
    en: 'it holds a link, a device or something else that is no plain file',
  },
  manifest: { zh: '清单无效', en: 'its manifest is not of the expected form' },
  newer: {
    zh: '由更新版本的程序写成，请用该版本恢复',
    en: 'a newer version of the program wrote it; restore it with that one',
  },
  order: { zh: '文件与清单不符', en: 'its files are not those of its manifest' },
  beyond: { zh: '含有清单以外的内容', en: 'it holds more than its manifest names' },
  digest: { zh: '文件内容与校验和不符', en: 'a file in it does not match its checksum' },
} as const satisfies Record<string, Text>;

export class ArchiveDamage extends Error {
  readonly text: Text;

  constructor(what: keyof typeof damages, where?: string) {
    const { zh, en } = damages[what];
    super(en);
    this.name = 'ArchiveDamage';
    this.text = where ? { zh: `${zh}（${where}）`, en: `${en} (${where})` } : { zh, en };
  }
}
