// The card of a piece of equipment on a plan: its name, its state, and what it measures now.
import type { PlanEquipment } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { LiveValue } from '../components/live-value.tsx';
import { spaceQuery } from '../data/campus.ts';
import { tellingPoints } from '../format/device-points.ts';
import { useWords } from '../i18n/index.ts';
import { stateWords } from './equipment-state.ts';
import { SymbolIcon } from './equipment-symbol.tsx';
import { useEquipmentState } from './use-equipment.ts';
import './equipment-card.css';

/** A card is small: what tells most of the equipment. */
const mostPoints = 4;

interface CardProps {
  readonly equipment: PlanEquipment;
  readonly onClose: () => void;
}

export function EquipmentCard({ equipment, onClose }: CardProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { name, kind, spaceId } = equipment;
  const state = useEquipmentState(equipment);
  const view = useQuery(spaceQuery(spaceId)).data;
  return (
    <section className="equipment-card" aria-label={words(name)} data-not-plan data-card={equipment.id}>
      <div className="equipment-head">
        <SymbolIcon kind={kind} state={state} />
        <div>
          <p className="equipment-name">{words(name)}</p>
          <p className="card-note">{t(`plan.equipmentState.${stateWords(kind, state)}`)}</p>
        </div>
        <button type="button" className="tool" aria-label={t('plan.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {view && <EquipmentPoints view={view} equipment={equipment} />}
      {view && (
        <Link to="/spaces/$spaceId" params={{ spaceId }} className="text-link">
          {t('plan.openRoom', { name: words(view.space.name) })}
          <Icon name="arrow" />
        </Link>
      )}
    </section>
  );
}

type SpacePoints = Parameters<typeof tellingPoints>[1];

function EquipmentPoints({
  view,
  equipment,
}: {
  view: { readonly points: SpacePoints };
  equipment: PlanEquipment;
}) {
  const words = useWords();
  const own = view.points.filter(({ deviceId }) => deviceId === equipment.id);
  const told = tellingPoints(equipment, own, mostPoints);
  // Lamps have no telling points of their own: their switches are.
  const switches = own.filter(({ quantity, write }) => quantity === 'switch' && write === null);
  return (
    <dl className="equipment-points">
      {(told.length > 0 ? told : switches.slice(0, mostPoints)).map((point) => (
        <div key={point.pointId}>
          <dt>{words(point.name)}</dt>
          <dd>
            <LiveValue point={point} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
