// The rooms of the floor with their areas; the chosen one with its corners as numbers.
import type { DrawnSpace } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import { shownArea } from './corners.ts';
import { useDesk } from './desk.ts';
import { SpaceForm } from './space-form.tsx';

export function SpaceList() {
  const { floor } = useDesk();
  return (
    <ul className="plan-list">
      {floor.spaces.map((space) => (
        <SpaceRow key={space.id} space={space} />
      ))}
    </ul>
  );
}

function SpaceRow({ space }: { space: DrawnSpace }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { chosen, choose, showSpace } = useDesk();
  const isChosen = chosen?.kind === 'space' && chosen.id === space.id;
  const state = space.isAdded ? 'added' : space.isDrawn ? 'drawn' : null;
  const area = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 1 }).format(
    shownArea(space.outline),
  );
  return (
    <li className={isChosen ? 'is-chosen' : undefined}>
      <button
        type="button"
        className="plan-row"
        aria-expanded={isChosen}
        data-row={space.id}
        onClick={() => {
          choose(isChosen ? null : { kind: 'space', id: space.id });
          if (!isChosen) showSpace.current?.(space);
        }}
      >
        <span className="plan-row-name">
          {words(space.name)}
          {state && <span className="card-note">{t(`planEdit.state.${state}`)}</span>}
        </span>
        <span className="plan-row-figure">{t('planEdit.area', { area })}</span>
      </button>
      {isChosen && <SpaceForm space={space} />}
    </li>
  );
}
