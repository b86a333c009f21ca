// Points of one quantity in a whole building or floor, chosen at once.
import type { Quantity } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { ErrorNote } from '../../components/notes.tsx';
import { useCampus } from '../../data/campus.ts';
import { placePointsQuery } from '../../data/points.ts';
import { useWords } from '../../i18n/index.ts';

const quantities = [
  'temperature',
  'humidity',
  'co2',
  'illuminance',
  'occupancy',
  'power',
  'energy',
  'water-volume',
] as const satisfies readonly Quantity[];

interface PlacePickerProps {
  readonly chosen: readonly string[];
  /** Points that still fit. */
  readonly room: number;
  readonly onAdd: (pointIds: readonly string[]) => void;
}

export function PlacePicker({ chosen, room, onAdd }: PlacePickerProps) {
  const { t } = useTranslation();
  const [place, setPlace] = useState('');
  const [quantity, setQuantity] = useState<(typeof quantities)[number]>('temperature');
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({ ...placePointsQuery(place, quantity), enabled: isOpen });
  const found = data?.map(({ pointId }) => pointId).filter((id) => !chosen.includes(id)) ?? [];
  const fitting = found.slice(0, room);
  return (
    <details className="place-picker" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('trends.byPlace')}</summary>
      <div className="place-fields">
        <PlaceField place={place} onChoose={setPlace} />
        <div className="field">
          <label htmlFor="place-quantity">{t('trends.quantity')}</label>
          <select
            id="place-quantity"
            className="input"
            value={quantity}
            onChange={(event) =>
              setQuantity(quantities.find((each) => each === event.target.value) ?? quantity)
            }
          >
            {quantities.map((name) => (
              <option key={name} value={name}>
                {t(`trends.quantities.${name}`)}
              </option>
            ))}
          </select>
        </div>
        {error && <ErrorNote error={error} />}
        <button
          type="button"
          className="button"
          disabled={fitting.length === 0}
          onClick={() => onAdd(fitting)}
        >
          <Icon name="plus" />
          {addWords()}
        </button>
      </div>
    </details>
  );

  function addWords(): string {
    if (fitting.length === 0) return t('trends.addNone');
    if (fitting.length < found.length)
      return t('trends.addSome', { count: fitting.length, all: found.length });
    return t('trends.addAll', { count: fitting.length });
  }
}

function PlaceField({ place, onChoose }: { place: string; onChoose: (place: string) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { buildings } = useCampus();
  return (
    <div className="field">
      <label htmlFor="place">{t('trends.place')}</label>
      <select id="place" className="input" value={place} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{t('trends.wholeSite')}</option>
        {buildings.map((building) => (
          <optgroup key={building.id} label={words(building.name)}>
            <option value={building.id}>{words(building.name)}</option>
            {building.floors.map((floor) => (
              <option key={floor.id} value={floor.id}>
                {words(building.name)} · {words(floor.name)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
