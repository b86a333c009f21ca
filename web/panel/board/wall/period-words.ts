// How long a board stays on the wall, in words.
import type { TFunction } from 'i18next';

const secondsAMinute = 60;

export function periodWords(t: TFunction, seconds: number): string {
  if (seconds < secondsAMinute) return t('wall.seconds', { count: seconds });
  return t('wall.minutes', { count: seconds / secondsAMinute });
}
