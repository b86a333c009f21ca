// The title of the tab: open alarms, the page, the site.
import { useEffect } from 'react';
import { useOpenAlarms } from '../data/alarms.ts';
import { useCampus } from '../data/campus.ts';
import { useWords } from '../i18n/index.ts';
import { usePageWords } from './breadcrumb.tsx';

export function useTitle(): void {
  const words = useWords();
  const site = words(useCampus().site.name);
  const page = usePageWords();
  const { length: count } = useOpenAlarms();
  useEffect(() => {
    const name = page ? `${page} · ${site}` : site;
    document.title = count > 0 ? `(${count}) ${name}` : name;
  }, [count, page, site]);
}
