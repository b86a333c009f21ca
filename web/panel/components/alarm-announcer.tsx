// Speaks new alarms to screen readers, urgent ones at once.
import type { Alarm } from '@campus/campus-model';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpenAlarms } from '../data/alarms.ts';
import { rankOf } from '../format/alarms.ts';
import { useWords } from '../i18n/index.ts';
import { usePlaceWords } from './place-link.tsx';

export function AlarmAnnouncer() {
  const alarms = useOpenAlarms();
  const fresh = useFreshAlarm(alarms);
  const { t } = useTranslation();
  const words = useWords();
  const placeWords = usePlaceWords();
  const said = fresh
    ? t('alarms.announced', {
        priority: t(`priority.${fresh.priority}`),
        name: words(fresh.name),
        place: placeWords(fresh.spaceId),
      })
    : '';
  const isUrgent = fresh !== null && rankOf(fresh.priority) <= 1;
  return (
    <div className="visually-hidden">
      <p aria-live="assertive">{isUrgent ? said : ''}</p>
      <p aria-live="polite">{isUrgent ? '' : said}</p>
    </div>
  );
}

/** The most urgent alarm that was not there before; what was open when the page began is not news. */
function useFreshAlarm(alarms: readonly Alarm[]): Alarm | null {
  const known = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<Alarm | null>(null);
  useEffect(() => {
    const before = known.current;
    if (alarms.length === 0 && before === null) return;
    const news = before && alarms.find((alarm) => alarm.isActive && !before.has(alarm.id));
    known.current = new Set(alarms.map((alarm) => alarm.id));
    if (news) setFresh(news);
  }, [alarms]);
  return fresh;
}
