// All lamps of the space at once: an order to each, and how many have confirmed.
import type { PointView } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../data/commands.ts';
import { usableNumber } from '../../format/value.ts';
import { useLiveGroup } from '../../live/use-live.ts';

export function AllLamps({ points, isDisabled }: { points: readonly PointView[]; isDisabled: boolean }) {
  const { t } = useTranslation();
  const order = useCommand();
  const [wanted, setWanted] = useState<number | null>(null);
  const readbacks = points.flatMap((point) => point.write?.readback ?? []);
  const live = useLiveGroup(readbacks);
  const done = readbacks.filter((id) => usableNumber(live.get(id)) === wanted).length;
  const request = (value: number) => {
    setWanted(value);
    for (const { pointId } of points) order.mutate({ pointId, value });
  };
  return (
    <fieldset className="all-lamps">
      <legend>{t('space.allLamps')}</legend>
      <button type="button" className="button" disabled={isDisabled} onClick={() => request(1)}>
        {t('space.allOn')}
      </button>
      <button type="button" className="button" disabled={isDisabled} onClick={() => request(0)}>
        {t('space.allOff')}
      </button>
      <span role="status" className="card-note">
        {wanted !== null && t('control.partial', { done, all: readbacks.length })}
      </span>
    </fieldset>
  );
}
