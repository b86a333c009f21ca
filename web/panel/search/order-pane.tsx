// A command found by its words: what it changes, from what to what; it runs only when a person says so here.
import type { PointView, SearchItem } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { dash, formatValue } from '../format/value.ts';
import { useLanguage, useWords } from '../i18n/index.ts';
import { CommandNote } from '../pages/space/command-note.tsx';
import { useControl } from '../pages/space/use-control.ts';

interface OrderPaneProps {
  readonly item: SearchItem;
  readonly order: { readonly point: PointView; readonly value: number };
  readonly onBack: () => void;
  readonly onClose: () => void;
}

export function OrderPane({ item, order: { point, value }, onBack, onClose }: OrderPaneProps) {
  const { t } = useTranslation();
  const words = useWords();
  const control = useControl(point);
  const isBusy = control.wanted !== null;
  return (
    <section className="search-order-pane" data-order={point.pointId} aria-labelledby="search-order-title">
      <div className="search-head">
        <button type="button" className="tool" onClick={onBack} aria-label={t('search.order.back')}>
          <Icon name="back" />
        </button>
        <h2 id="search-order-title">{t('search.order.title')}</h2>
        <button type="button" className="tool" onClick={onClose} aria-label={t('search.close')}>
          <Icon name="close" />
        </button>
      </div>
      <div className="search-order-body">
        <p>
          <strong className="name">{words(item.name)}</strong>
          {item.where && <span className="card-note"> {words(item.where)}</span>}
        </p>
        <Change point={point} now={control.readback} wanted={value} />
        <CommandNote point={point} control={control} />
        <div className="dialog-acts">
          {item.spaceId && (
            <Link
              className="button"
              to="/spaces/$spaceId"
              params={{ spaceId: item.spaceId }}
              search={{ device: point.deviceId }}
              onClick={onClose}
            >
              {t('search.order.room')}
            </Link>
          )}
          <button
            type="button"
            // biome-ignore lint/a11y/noAutofocus: the question that was asked for is answered here
            autoFocus
            className="button button-main"
            disabled={isBusy}
            onClick={() => control.request(value)}
          >
            {t('search.order.run')}
          </button>
        </div>
      </div>
    </section>
  );
}

function Change({ point, now, wanted }: { point: PointView; now: number | null; wanted: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const said = (value: number) => {
    const { words, unit } = formatValue(point, value, language);
    return `${words} ${unit}`.trim();
  };
  return (
    <dl className="search-change">
      <div>
        <dt>{t('search.order.now')}</dt>
        <dd className="name">{now === null ? dash : said(now)}</dd>
      </div>
      <Icon name="arrow" />
      <div>
        <dt>{t('search.order.wanted')}</dt>
        <dd className="name">{said(wanted)}</dd>
      </div>
    </dl>
  );
}
