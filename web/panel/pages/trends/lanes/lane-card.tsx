// What is known of one item of a lane, beside it: opened by a press, closed by Escape or a press elsewhere.
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { Dialog, Heading, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/icon.tsx';
import { useCampus } from '../../../data/campus.ts';
import { formatMoment, formatStretch } from '../../../format/time.ts';
import { useLanguage } from '../../../i18n/index.ts';
import type { LaneItem } from './lane.ts';
import type { OpenItem } from './lanes.tsx';

export function LaneCard({ open: { item, opener }, onClose }: { open: OpenItem; onClose: () => void }) {
  const trigger = useRef(opener);
  trigger.current = opener;
  return (
    <Popover
      className="lane-popover"
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="top"
    >
      <Dialog className="lane-dialog">
        <Heading slot="title" className="lane-dialog-title">
          {item.title}
        </Heading>
        <ItemFacts item={item} />
        <ItemLink link={item.link} />
      </Dialog>
    </Popover>
  );
}

function ItemFacts({ item }: { item: LaneItem }) {
  const { t } = useTranslation();
  const time = useItemTime(item);
  return (
    <dl className="lane-facts">
      <div>
        <dt>{t('trends.time')}</dt>
        <dd>{time}</dd>
      </div>
      {item.facts.map(({ label, words }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

export function useItemTime({ fromMs, toMs, isOpen }: LaneItem): string {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const isMoment = isOpen || toMs === fromMs;
  return isMoment
    ? formatMoment(fromMs, language, timeZone)
    : formatStretch(fromMs, toMs, language, timeZone);
}

function ItemLink({ link }: { link: LaneItem['link'] }) {
  const { t } = useTranslation();
  if (!link) return null;
  if (link.to === 'space') {
    return (
      <Link className="text-link" to="/spaces/$spaceId" params={{ spaceId: link.id }}>
        {t('trends.lanes.seeSpace')}
        <Icon name="arrow" />
      </Link>
    );
  }
  return (
    <Link className="text-link" to="/alarms" search={{ state: 'all' }}>
      {t('trends.lanes.seeAlarm')}
      <Icon name="arrow" />
    </Link>
  );
}
