// Watches the open alarms while the page lives, also in the background: tells the service worker of new ones, where the
// person wanted that, and sounds for critical ones.
import type { Alarm } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlaceWords } from '../../components/place-link.tsx';
import { openAlarmsQuery } from '../../data/alarms.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import type { WorkerAlarm } from '../../service-worker/messages.ts';
import { tellWorker } from '../service-worker.ts';
import { playChime } from './chime.ts';
import { readChoices } from './choices.ts';
import { consentNow } from './consent.ts';
import { isWorth, newsOf, wantingOf } from './fresh-alarms.ts';

/** Draws nothing. */
export function AlarmWatcher() {
  const { data } = useQuery(openAlarmsQuery);
  const present = usePresent();
  const before = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!data) return;
    // What was open when the page began is no news.
    const known = before.current ?? wantingOf(data);
    before.current = wantingOf(data);
    const { fresh, settled } = newsOf(known, data);
    if (fresh.length > 0) tell(fresh, present);
    if (settled.length > 0) void tellWorker({ type: 'settled', alarmIds: settled });
  }, [data, present]);
  return null;
}

function tell(fresh: readonly Alarm[], present: (alarm: Alarm) => WorkerAlarm): void {
  const { isOn, from, hasSound, mutedUntil } = readChoices();
  if (hasSound && mutedUntil < Date.now() && fresh.some(({ priority }) => priority === 'critical')) {
    // A browser without sound, or one that waits for a click, shows the alarm all the same.
    playChime().catch(() => null);
  }
  if (!isOn || consentNow() !== 'granted') return;
  for (const alarm of fresh.filter((each) => isWorth(each, from))) {
    void tellWorker({ type: 'alarm', alarm: present(alarm) });
  }
}

/** An alarm in the reader's words, with the address that its notification leads to. */
function usePresent(): (alarm: Alarm) => WorkerAlarm {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = useWords();
  const placeWords = usePlaceWords();
  const latest = useRef<(alarm: Alarm) => WorkerAlarm>(null);
  latest.current = ({ id, name, priority, advice, spaceId }) => ({
    id,
    title: `${t(`priority.${priority}`)} · ${words(name)}`,
    body: advice
      ? t('notify.body', { place: placeWords(spaceId), advice: words(advice) })
      : placeWords(spaceId),
    language,
    href: spaceId
      ? `/spaces/${encodeURIComponent(spaceId)}?alarm=${encodeURIComponent(id)}`
      : `/alarms?alarm=${encodeURIComponent(id)}`,
    isCritical: priority === 'critical',
  });
  const stable = useRef((alarm: Alarm) => latest.current!(alarm));
  return stable.current;
}
