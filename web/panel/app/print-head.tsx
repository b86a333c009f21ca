// The head of a printed page: site, page, when and by whom. On a screen it is not there.
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useCampus } from '../data/campus.ts';
import { usePersonName } from '../data/session.ts';
import { formatClock, formatDate } from '../format/time.ts';
import { useLanguage, useWords } from '../i18n/index.ts';
import { hubNow } from '../live/clock.ts';
import { usePageWords } from './breadcrumb.tsx';

let printedAt = 0;

function subscribe(listener: () => void): () => void {
  const note = () => {
    printedAt = hubNow();
    listener();
  };
  window.addEventListener('beforeprint', note);
  return () => window.removeEventListener('beforeprint', note);
}

export function PrintHead() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const words = useWords();
  const { site } = useCampus();
  const page = usePageWords();
  const name = usePersonName();
  const at = useSyncExternalStore(subscribe, () => printedAt) || hubNow();
  const time = `${formatDate(at, language, site.timeZone)} ${formatClock(at, language, site.timeZone)}`;
  return (
    <div className="print-head" aria-hidden="true">
      <strong>{words(site.name)}</strong>
      {page && <span>{page}</span>}
      <span className="print-when">
        {t('print.at', { time })} · {t('print.by', { name })}
      </span>
    </div>
  );
}
