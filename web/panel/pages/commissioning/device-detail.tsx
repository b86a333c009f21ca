// A device as a fitter meets it: where it is, how it is reached, its points live, and the acts on all of them.
import type { ActView, CommissioningDevice } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { CopyLink } from '../../components/copy-link.tsx';
import { Icon } from '../../components/icon.tsx';
import { PlaceLink } from '../../components/place-link.tsx';
import { useCampus } from '../../data/campus.ts';
import { formatMoment } from '../../format/time.ts';
import { useLangOf, useLanguage, useWords } from '../../i18n/index.ts';
import { AcceptPlausible } from './accept-plausible.tsx';
import { plausibleOf } from './place-detail.tsx';
import { PointRow } from './point-row.tsx';
import { ReplaceSheet } from './replace-sheet.tsx';

/** How a device model says that no maker's document could be had. */
const noSource = 'example';

interface DeviceDetailProps {
  readonly view: CommissioningDevice;
  readonly onActed: (act: ActView) => void;
}

export function DeviceDetail({ view, onActed }: DeviceDetailProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [isReplacing, setReplacing] = useState(false);
  const { device, points } = view;
  return (
    <Card title={words(device.name)} note={device.id} className="commissioning-card">
      <DeviceFacts view={view} />
      <div className="commissioning-acts">
        <AcceptPlausible scope={{ device: device.id }} count={plausibleOf([view])} onActed={onActed} />
        <button type="button" className="button" data-act="replace" onClick={() => setReplacing(true)}>
          <Icon name="swap" />
          {t('commissioning.replace.open')}
        </button>
        <CopyLink href={`/commissioning?device=${encodeURIComponent(device.id)}`} name={words(device.name)} />
      </div>
      <h3 className="visually-hidden">{t('commissioning.points')}</h3>
      <ul className="commissioning-points">
        {points.map((row) => (
          <PointRow key={row.point.pointId} row={row} points={points} view={view} onActed={onActed} />
        ))}
      </ul>
      <Replacements view={view} />
      {isReplacing && <ReplaceSheet view={view} onClose={() => setReplacing(false)} />}
    </Card>
  );
}

function DeviceFacts({ view }: { view: CommissioningDevice }) {
  const { t } = useTranslation();
  const words = useWords();
  const langOf = useLangOf();
  const { device, maker, source, endpoint, address } = view;
  return (
    <dl className="commissioning-about">
      <div>
        <dt>{t('commissioning.where')}</dt>
        <dd>
          <PlaceLink spaceId={device.spaceId} />
        </dd>
      </div>
      <div>
        <dt>{t('commissioning.address')}</dt>
        <dd>{words(address)}</dd>
      </div>
      <div>
        <dt>{t('commissioning.connection')}</dt>
        <dd>
          {endpoint.id} · {endpoint.protocol} · {endpoint.where}
        </dd>
      </div>
      <div>
        <dt>{t('commissioning.model')}</dt>
        <dd>
          {words(device.modelName)} · {maker}
          {!source.startsWith(noSource) && (
            <span className="card-note" lang={langOf(source)}>
              {t('commissioning.source', { source })}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Replacements({ view: { replacements } }: { view: CommissioningDevice }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const langOf = useLangOf();
  const { timeZone } = useCampus().site;
  if (replacements.length === 0) return null;
  return (
    <section className="commissioning-former" aria-label={t('commissioning.replace.former')}>
      <h3>{t('commissioning.replace.former')}</h3>
      <ul>
        {replacements.map(({ number, at, by, byName, serial, note }) => (
          <li key={number} data-replaced={serial} lang={langOf(byName ?? by)}>
            {t('commissioning.replace.entry', {
              time: formatMoment(at, language, timeZone),
              name: byName ?? by,
              serial,
            })}
            {note && (
              <span className="card-note" lang={langOf(note)}>
                {' '}
                {note}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
