// How long ago something was, kept current by the page's one clock.
import { formatAgo } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { hubNow, useClock } from '../live/clock.ts';

/** "3 min ago" of a time on the hub's clock. */
export function Age({ since }: { since: number }) {
  const words = useAge(since);
  return <time dateTime={new Date(since).toISOString()}>{words}</time>;
}

export function useAge(since: number): string {
  const { language } = useLanguage();
  return useClock(() => formatAgo(hubNow() - since, language));
}
