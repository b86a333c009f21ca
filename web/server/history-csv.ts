// History as lines of CSV, in the local time of the site: buckets with coverage and quality, or samples with theirs.
import {
  type BucketQuality,
  bucketQuality,
  type Campus,
  type HistoryView,
  knownRise,
  type Language,
  type Quality,
  qualityOf,
  type Text,
} from '@campus/campus-model';
import { csvLine, headings } from './csv.ts';
import type { SamplePart } from './history-samples.ts';
import { timeWriter } from './site-time.ts';

const about = {
  time: { zh: '时间', en: 'Time' },
  point: { zh: '测点', en: 'Point' },
  name: { zh: '名称', en: 'Name' },
  unit: { zh: '单位', en: 'Unit' },
} as const;

const bucketColumns = {
  ...about,
  timeMean: { zh: '平均（按时间）', en: 'Mean over time' },
  min: { zh: '最小', en: 'Min' },
  max: { zh: '最大', en: 'Max' },
  last: { zh: '末值', en: 'Last' },
  rise: { zh: '增量', en: 'Counted' },
  count: { zh: '样本数', en: 'Samples' },
  uncertain: { zh: '存疑样本', en: 'Uncertain' },
  bad: { zh: '无效样本', en: 'Bad' },
  coverage: { zh: '覆盖率 %', en: 'Coverage %' },
  quality: { zh: '质量', en: 'Quality' },
} as const;

const sampleColumns = {
  ...about,
  value: { zh: '值', en: 'Value' },
  text: { zh: '文本', en: 'Text' },
  status: { zh: '状态码', en: 'Status code' },
  quality: { zh: '质量', en: 'Quality' },
  ordinal: { zh: '同刻序号', en: 'Ordinal' },
} as const;

const bucketWords: Readonly<Record<BucketQuality, Text>> = {
  good: { zh: '正常', en: 'good' },
  uncertain: { zh: '存疑', en: 'uncertain' },
  'partly-bad': { zh: '部分无效', en: 'partly bad' },
  bad: { zh: '无效', en: 'bad' },
  none: { zh: '无数据', en: 'no data' },
};

const sampleWords: Readonly<Record<Quality, Text>> = {
  good: { zh: '正常', en: 'good' },
  uncertain: { zh: '存疑', en: 'uncertain' },
  bad: { zh: '无效', en: 'bad' },
};

function headLine(campus: Campus, columns: Parameters<typeof headings>[0], language: Language): string {
  const [time, ...others] = headings(columns, language);
  return csvLine([`${time} (${campus.site.timeZone})`, ...others]);
}

/** Device and point in one name. */
export function longName(campus: Campus, pointId: string, language: Language): string {
  const point = campus.points.get(pointId);
  const device = campus.devices.get(point?.deviceId ?? '');
  return [device?.name[language], point?.name[language]].join(' ');
}

export async function* bucketLines(
  campus: Campus,
  views: AsyncIterable<HistoryView>,
  language: Language,
): AsyncGenerator<string> {
  const writeTime = timeWriter(campus.site.timeZone);
  yield headLine(campus, bucketColumns, language);
  for await (const { pointId, buckets } of views) {
    const point = campus.points.get(pointId);
    const rounded = (value: number | null) =>
      value === null ? null : round(value, (point?.decimals ?? 2) + 2);
    const start = [pointId, longName(campus, pointId, language), point?.unit ?? ''];
    yield buckets
      .map((bucket) =>
        csvLine([
          writeTime(bucket.fromMs),
          ...start,
          ...[bucket.timeMean, bucket.min, bucket.max, bucket.last, knownRise(bucket)].map(rounded),
          bucket.count,
          bucket.uncertain,
          bucket.bad,
          Math.floor(bucket.coverage * 1000) / 10,
          bucketWords[bucketQuality(bucket)][language],
        ]),
      )
      .join('');
  }
}

/** Two digits more than the point is shown with: what is behind them is arithmetic. */
function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** With milliseconds, as samples have them, and values as they were stored. */
export async function* sampleLines(
  campus: Campus,
  parts: AsyncIterable<SamplePart>,
  language: Language,
): AsyncGenerator<string> {
  const writeTime = timeWriter(campus.site.timeZone);
  yield headLine(campus, sampleColumns, language);
  for await (const { pointId, samples } of parts) {
    const start = [pointId, longName(campus, pointId, language), campus.points.get(pointId)?.unit ?? ''];
    yield samples
      .map(({ timeMs, value, text, status, ordinal }) => {
        const milliseconds = String(timeMs % 1000).padStart(3, '0');
        const quality = sampleWords[qualityOf(status)][language];
        return csvLine([
          `${writeTime(timeMs)}.${milliseconds}`,
          ...start,
          value,
          text,
          status,
          quality,
          ordinal,
        ]);
      })
      .join('');
  }
}
