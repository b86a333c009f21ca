// A note, a clock on the site's time, or both.
import { dayOf, type TileOf } from '@campus/campus-model';
import { useBoardWords } from '../../data/boards.ts';
import { useCampus } from '../../data/campus.ts';
import { formatClock, formatDay } from '../../format/time.ts';
import { useLangOf, useLanguage } from '../../i18n/index.ts';
import { hubNow, useClock } from '../../live/clock.ts';

export function TextTile({ settings: { note, isClock } }: { settings: TileOf<'text'>['settings'] }) {
  const words = useBoardWords();
  const langOf = useLangOf();
  const text = note && words(note);
  return (
    <div className={`text-tile${text ? '' : ' is-clock'}`}>
      {isClock && <Clock />}
      {text && (
        <p className="text-tile-note" lang={langOf(text)}>
          {text}
        </p>
      )}
    </div>
  );
}

function Clock() {
  const { language } = useLanguage();
  const { timeZone } = useCampus().site;
  const time = useClock(() => formatClock(hubNow(), language, timeZone).slice(0, 5));
  const day = useClock(() => formatDay(dayOf(hubNow(), timeZone), language));
  return (
    <p className="clock">
      <time className="clock-time">{time}</time>
      <span className="clock-day">{day}</span>
    </p>
  );
}
