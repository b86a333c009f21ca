// The doors that were drawn, each with its width, its place along the wall and the way it opens.
import { type DrawnDoor, leastDoorM, mostDoorM } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Empty } from '../../components/notes.tsx';
import { withDoor, withoutDoor } from './changes.ts';
import { useDesk } from './desk.ts';
import { alongWall, onWallOf, openedOther, turned } from './door-places.ts';
import { NumberField } from './number-field.tsx';
import { gridM } from './snap.ts';
import { useDoorName } from './use-door-name.ts';

export function DoorList() {
  const { t } = useTranslation();
  const { shown, take } = useDesk();
  return (
    <>
      {shown.doors.length === 0 && (
        <Empty icon="door" title={t('planEdit.noDoors')} lead={t('planEdit.noDoorsLead')} />
      )}
      <ul className="plan-list">
        {shown.doors.map((door) => (
          <DoorRow key={door.id} door={door} />
        ))}
      </ul>
      <button type="button" className="button" onClick={() => take('door')}>
        <Icon name="plus" />
        {t('planEdit.newDoor')}
      </button>
    </>
  );
}

function DoorRow({ door }: { door: DrawnDoor }) {
  const { t } = useTranslation();
  const { chosen, choose } = useDesk();
  const name = useDoorName()(door);
  const isChosen = chosen?.kind === 'door' && chosen.id === door.id;
  return (
    <li className={isChosen ? 'is-chosen' : undefined}>
      <button
        type="button"
        className="plan-row"
        aria-expanded={isChosen}
        data-row={door.id}
        onClick={() => choose(isChosen ? null : { kind: 'door', id: door.id })}
      >
        <span className="plan-row-name">{name}</span>
        <span className="plan-row-figure">{t('planEdit.metres', { metres: door.widthM.toFixed(2) })}</span>
      </button>
      {isChosen && <DoorForm door={door} />}
    </li>
  );
}

function DoorForm({ door }: { door: DrawnDoor }) {
  const { t } = useTranslation();
  const { edit, choose } = useDesk();
  const { spaces } = edit.floor;
  const draw = (next: DrawnDoor) => edit.draw(withDoor(edit.drawing, next), t('planEdit.said.doorMoved'));
  const setWidth = (widthM: number) => {
    const next = onWallOf(spaces, { ...door, widthM });
    if (next) draw(next);
    else edit.refuse(t('planEdit.noWall'));
  };
  return (
    <div className="plan-form">
      <NumberField
        label={t('planEdit.doorWidth')}
        value={door.widthM}
        min={leastDoorM}
        max={mostDoorM}
        onChange={setWidth}
      />
      <div className="plan-form-acts">
        <button type="button" className="button" onClick={() => draw(alongWall(spaces, door, -gridM))}>
          {t('planEdit.doorBack')}
        </button>
        <button type="button" className="button" onClick={() => draw(alongWall(spaces, door, gridM))}>
          {t('planEdit.doorOn')}
        </button>
        <button type="button" className="button" onClick={() => draw(turned(door))}>
          {t('planEdit.doorTurn')}
        </button>
        {door.spaceIds.length > 1 && (
          <button type="button" className="button" onClick={() => draw(openedOther(door))}>
            {t('planEdit.doorOther')}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => {
            choose(null);
            edit.draw(withoutDoor(edit.drawing, door.id), t('planEdit.said.doorGone'));
          }}
        >
          <Icon name="trash" />
          {t('planEdit.deleteDoor')}
        </button>
      </div>
    </div>
  );
}
