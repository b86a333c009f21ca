// Key figures of the whole site, each with how much of it is known.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useCampus } from '../../data/campus.ts';
import { gatewaysQuery } from '../../data/gateways.ts';
import { pointsQuery } from '../../data/points.ts';
import { comfortLimits, type Discomfort } from '../../format/comfort.ts';
import { formatNumber } from '../../format/number.ts';
import { powerPoints, spacesOf, type Total, totalOf } from '../../format/totals.ts';
import { dash, formatValue, usableNumber } from '../../format/value.ts';
import { useLanguage, useWords } from '../../i18n/index.ts';
import { useLiveGroup } from '../../live/use-live.ts';
import { useDiscomfort } from './use-discomfort.ts';

export function KeyFigures() {
  const { t } = useTranslation();
  return (
    <Card className="part-figures" title={t('overview.figures')}>
      <div className="figures">
        <PowerFigure />
        <PeopleFigure />
        <ComfortFigure />
        <GatewayFigure />
      </div>
    </Card>
  );
}

interface FigureProps {
  readonly name: string;
  readonly icon: IconName;
  readonly words: string;
  readonly unit?: string;
  readonly note: ReactNode;
  readonly id: string;
}

function Figure({ name, icon, words, unit, note, id }: FigureProps) {
  return (
    <section className="figure" aria-label={name} data-figure={id}>
      <p className="figure-name">
        <Icon name={icon} />
        {name}
      </p>
      <p className="figure-value">
        {words}
        {unit && <span className="value-unit">{unit}</span>}
      </p>
      <div className="figure-note">{note}</div>
    </section>
  );
}

function PowerFigure() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { buildings } = useCampus();
  const total = useTotal(useMemo(() => buildings.flatMap(powerPoints), [buildings]));
  const { words, unit } = formatValue(
    { quantity: 'power', unit: 'W', decimals: 0, states: null },
    total.sum ?? Number.NaN,
    language,
  );
  return (
    <Figure
      id="power"
      icon="power"
      name={t('overview.power')}
      words={words}
      unit={unit}
      note={t('overview.coverage', counts(total))}
    />
  );
}

function counts({ usable, asked }: Total) {
  return { usable, asked };
}

function useTotal(pointIds: readonly string[]): Total {
  const live = useLiveGroup(pointIds);
  return totalOf(pointIds, (pointId) => usableNumber(live.get(pointId)));
}

/** Spaces with someone in them; where people are counted, their number stands beside. */
function PeopleFigure() {
  const { t } = useTranslation();
  const { buildings } = useCampus();
  const ids = useMemo(
    () => buildings.flatMap(spacesOf).flatMap((space) => space.layers.occupancy ?? []),
    [buildings],
  );
  const points = useQuery(pointsQuery(ids)).data;
  const live = useLiveGroup(ids);
  const values = ids.flatMap((id) => usableNumber(live.get(id)) ?? []);
  const people = totalOf(
    ids.filter((id) => points?.get(id)?.quantity === 'people'),
    (id) => usableNumber(live.get(id)),
  );
  const note = (
    <>
      {people.sum !== null && <span>{t('overview.counted', { count: people.sum })}</span>}
      <span>{t('overview.coveragePeople', { usable: values.length, asked: ids.length })}</span>
    </>
  );
  return (
    <Figure
      id="people"
      icon="people"
      name={t('overview.people')}
      words={values.length === 0 ? dash : String(values.filter((value) => value > 0).length)}
      unit={values.length === 0 ? '' : t('overview.comfortUnit')}
      note={note}
    />
  );
}

function ComfortFigure() {
  const { t } = useTranslation();
  const { outside, judged } = useDiscomfort();
  const limits = { co2: comfortLimits.co2.max, ...comfortLimits.temperature };
  const note = (
    <>
      {outside.length === 0 ? judged > 0 && t('overview.comfortNone') : <DiscomfortLinks outside={outside} />}
      <span className="figure-hint">
        {t('overview.comfortHint', limits)} · {t('overview.judged', { count: judged })}
      </span>
    </>
  );
  return (
    <Figure
      id="comfort"
      icon="air"
      name={t('overview.comfort')}
      words={judged === 0 ? dash : String(outside.length)}
      unit={judged === 0 ? '' : t('overview.comfortUnit')}
      note={note}
    />
  );
}

const shownDiscomforts = 3;

function DiscomfortLinks({ outside }: { outside: readonly Discomfort[] }) {
  const words = useWords();
  const { language } = useLanguage();
  return (
    <ul className="figure-links">
      {outside.slice(0, shownDiscomforts).map(({ space, layer, value }) => (
        <li key={space.id}>
          <Link to="/spaces/$spaceId" params={{ spaceId: space.id }}>
            {words(space.name)}
          </Link>{' '}
          {formatNumber(value, layer === 'co2' ? 0 : 1, language)} {layer === 'co2' ? 'ppm' : '°C'}
        </li>
      ))}
    </ul>
  );
}

function GatewayFigure() {
  const { t } = useTranslation();
  const words = useWords();
  const { data } = useQuery(gatewaysQuery);
  const offline = data?.filter((gateway) => !gateway.isOnline) ?? [];
  const online = data ? `${data.length - offline.length}/${data.length}` : dash;
  const note = (
    <Link to="/gateways">
      {offline.length > 0
        ? t('overview.verdictGatewayLead', { names: offline.map(({ name }) => words(name)).join(', ') })
        : t('overview.gatewaysAll')}
    </Link>
  );
  return <Figure id="gateways" icon="gateways" name={t('overview.gateways')} words={online} note={note} />;
}
