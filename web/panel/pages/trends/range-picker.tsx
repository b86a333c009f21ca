// A stretch of time on the site's clock, picked in fields or in a calendar; beside it the spans people ask for most.
import { type CalendarDate, fromAbsolute, toCalendarDate, type ZonedDateTime } from '@internationalized/date';
import { useState } from 'react';
import {
  Button,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DateRangePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  I18nProvider,
  Popover,
  RangeCalendar,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useCampus } from '../../data/campus.ts';
import { localeOf } from '../../format/number.ts';
import { calendarSpans, type SpanName } from '../../format/search.ts';
import type { TimeSpan } from '../../format/trend-lines.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { TrendView } from './trend-view.ts';

interface Range {
  readonly start: ZonedDateTime;
  readonly end: ZonedDateTime;
}

export function RangePicker({ view }: { view: TrendView }) {
  const { span, set } = view;
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const choose = (range: Range | null) => {
    const [from, to] = [range?.start.toDate().getTime(), range?.end.toDate().getTime()];
    if (from !== undefined && to !== undefined && from < to) set({ from, to });
  };
  return (
    <I18nProvider locale={localeOf(language)}>
      <Fields
        span={span}
        timeZone={timeZone}
        onChoose={choose}
        onName={(name) => set({ span: name, from: undefined, to: undefined })}
      />
    </I18nProvider>
  );
}

interface FieldsProps {
  readonly span: TimeSpan;
  readonly timeZone: string;
  readonly onChoose: (range: Range | null) => void;
  readonly onName: (name: SpanName) => void;
}

function rangeOf({ fromMs, toMs }: TimeSpan, timeZone: string): Range {
  const [start, end] = [fromMs, toMs].map((ms) => fromAbsolute(Math.floor(ms / 60_000) * 60_000, timeZone));
  return { start: start!, end: end! };
}

/** What is typed is a draft until the fields are left or Enter is pressed. */
function Fields({ span, timeZone, onChoose, onName }: FieldsProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Range | null>(null);
  const [isOpen, setOpen] = useState(false);
  const range = draft ?? rangeOf(span, timeZone);
  const isRight = range.start.compare(range.end) < 0;
  const apply = () => {
    if (!draft || !isRight) return;
    onChoose(draft);
    setDraft(null);
  };
  return (
    <DateRangePicker
      className="range-picker"
      aria-label={t('trends.range')}
      granularity="minute"
      hourCycle={24}
      hideTimeZone
      shouldForceLeadingZeros
      isInvalid={!isRight}
      value={range}
      onChange={setDraft}
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) apply();
      }}
      onBlur={() => !isOpen && apply()}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    >
      <Group className="range-fields">
        <DateInput slot="start" className="range-input" aria-label={t('trends.from')}>
          {(segment) => <DateSegment className="range-segment" segment={segment} />}
        </DateInput>
        <span aria-hidden="true">–</span>
        <DateInput slot="end" className="range-input" aria-label={t('trends.to')}>
          {(segment) => <DateSegment className="range-segment" segment={segment} />}
        </DateInput>
        <Button className="tool" aria-label={t('trends.openCalendar')}>
          <Icon name="calendar" />
        </Button>
      </Group>
      {!isRight && (
        <p role="alert" className="note note-error">
          {t('trends.spanWrong')}
        </p>
      )}
      <Popover className="range-popover" placement="bottom end">
        <Dialog className="range-dialog">
          <QuickSpans
            onName={(name) => {
              setDraft(null);
              setOpen(false);
              onName(name);
            }}
          />
          <Calendar />
          <button
            type="button"
            className="button button-main"
            onClick={() => setOpen(false)}
            disabled={!isRight}
          >
            {t('trends.apply')}
          </button>
        </Dialog>
      </Popover>
    </DateRangePicker>
  );
}

function QuickSpans({ onName }: { onName: (name: SpanName) => void }) {
  const { t } = useTranslation();
  return (
    <ul className="range-quick" aria-label={t('trends.quick')}>
      {calendarSpans.map((name) => (
        <li key={name}>
          <button type="button" className="button" onClick={() => onName(name)}>
            {t(`trends.quickSpans.${name}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Calendar() {
  const { t } = useTranslation();
  return (
    <RangeCalendar className="range-calendar" firstDayOfWeek="mon">
      <header>
        <Button slot="previous" className="tool" aria-label={t('trends.previousMonth')}>
          <Icon name="earlier" />
        </Button>
        <Heading />
        <Button slot="next" className="tool" aria-label={t('trends.nextMonth')}>
          <Icon name="later" />
        </Button>
      </header>
      <CalendarGrid weekdayStyle="short">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className="range-weekday">{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date: CalendarDate) => <CalendarCell className="range-day" date={toCalendarDate(date)} />}
        </CalendarGridBody>
      </CalendarGrid>
    </RangeCalendar>
  );
}
