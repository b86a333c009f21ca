// How far a bucket of history can be trusted, in one word.
import type { HistoryBucket } from './api.ts';

/** `partly-bad` has bad samples beside usable ones, `bad` has only bad ones. */
export type BucketQuality = 'good' | 'uncertain' | 'partly-bad' | 'bad' | 'none';

export function bucketQuality({ count, uncertain, bad, coverage }: HistoryBucket): BucketQuality {
  const hasUsable = count > 0 || coverage > 0;
  if (!hasUsable) return bad > 0 ? 'bad' : 'none';
  if (bad > 0) return 'partly-bad';
  return uncertain > 0 ? 'uncertain' : 'good';
}

/** What a counter counted in the bucket; null where no value was known in it: 0 would be made up. */
export function knownRise(bucket: HistoryBucket): number | null {
  const quality = bucketQuality(bucket);
  return bucket.rise === 0 && (quality === 'bad' || quality === 'none') ? null : bucket.rise;
}

/** Judges buckets in their order: one without samples is as doubtful as the value that it holds from before. */
export function qualityInOrder(): (bucket: HistoryBucket) => BucketQuality {
  let isHeldUncertain = false;
  return (bucket) => {
    const own = bucketQuality(bucket);
    if (bucket.count > 0 || bucket.bad > 0) {
      isHeldUncertain = bucket.count > 0 && bucket.uncertain === bucket.count;
      return own;
    }
    return own === 'good' && isHeldUncertain ? 'uncertain' : own;
  };
}
