// What a printed trend must say of itself: its span. On the screen it is not shown; the page's own head says the rest.
import { useCampus } from '../../data/campus.ts';
import { formatDate, formatStretch } from '../../format/time.ts';
import { useLanguage } from '../../i18n/index.ts';
import { useIsPrinting } from '../../trend/printing.ts';
import { useShownSpan } from '../../trend/time-axis.ts';
import type { TrendView } from './trend-view.ts';

export function PrintHead({ view }: { view: TrendView }) {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const { fromMs, toMs } = useShownSpan(view.axis);
  useIsPrinting();
  const year = (ms: number) => formatDate(ms, language, timeZone);
  return (
    <p className="trends-print-head">
      <strong>{formatStretch(fromMs, toMs, language, timeZone)}</strong>
      <span>
        {year(fromMs)} – {year(toMs)} · {timeZone}
      </span>
    </p>
  );
}
