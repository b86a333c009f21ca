// One room in numbers: its name and kind where it was added, its corners, and what else can be done with it.
import { type DrawnSpace, type SpaceKind, spaceKinds } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { useWords } from '../../i18n/index.ts';
import { freeId, withAddedChanged, withDoor, withOutline, withoutAdded, withoutOutline } from './changes.ts';
import { middleOfWall, withCorner, withNewCorner, withoutCorner } from './corners.ts';
import { useDesk } from './desk.ts';
import { doorNear } from './door-places.ts';
import { NumberField } from './number-field.tsx';
import { TextField } from './text-field.tsx';

export function SpaceForm({ space }: { space: DrawnSpace }) {
  const { t } = useTranslation();
  return (
    <div className="plan-form">
      {space.isAdded && <AddedFields space={space} />}
      <table className="plan-corners">
        <caption className="visually-hidden">{t('planEdit.corners')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('planEdit.cornerNumber')}</th>
            <th scope="col">{t('planEdit.x')}</th>
            <th scope="col">{t('planEdit.y')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {space.outline.map((_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: corners have no names but their order
            <CornerRow key={row} space={space} row={row} />
          ))}
        </tbody>
      </table>
      <SpaceActs space={space} />
    </div>
  );
}

function AddedFields({ space }: { space: DrawnSpace }) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const { id, name, kind } = space;
  const change = (changed: Parameters<typeof withAddedChanged>[2]) =>
    edit.draw(withAddedChanged(edit.drawing, id, changed));
  return (
    <>
      <TextField
        label={t('planEdit.nameZh')}
        lang="zh-CN"
        value={name.zh}
        onChange={(zh) => change({ name: { ...name, zh } })}
      />
      <TextField
        label={t('planEdit.nameEn')}
        lang="en"
        value={name.en}
        onChange={(en) => change({ name: { ...name, en } })}
      />
      <label className="field">
        <span className="field-label">{t('planEdit.kind')}</span>
        <select
          className="input"
          value={kind}
          onChange={(event) => change({ kind: event.target.value as SpaceKind })}
        >
          {spaceKinds.map((each) => (
            <option key={each} value={each}>
              {t(`spaceKind.${each}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function CornerRow({ space, row }: { space: DrawnSpace; row: number }) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const { outline } = space;
  const [x, y] = outline[row] ?? [0, 0];
  const number = row + 1;
  const draw = (next: ReturnType<typeof withCorner>, said?: string) =>
    edit.draw(withOutline(edit.drawing, space, next), said);
  return (
    <tr>
      <th scope="row">{number}</th>
      <td>
        <NumberField
          label={t('planEdit.cornerX', { number })}
          isLabelHidden
          value={x}
          onChange={(to) => draw(withCorner(outline, row, [to, y]))}
        />
      </td>
      <td>
        <NumberField
          label={t('planEdit.cornerY', { number })}
          isLabelHidden
          value={y}
          onChange={(to) => draw(withCorner(outline, row, [x, to]))}
        />
      </td>
      <td className="plan-corner-acts">
        <button
          type="button"
          className="tool"
          aria-label={t('planEdit.insertCorner', { number })}
          onClick={() =>
            draw(withNewCorner(outline, row, middleOfWall(outline, row)), t('planEdit.said.cornerMade'))
          }
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          className="tool"
          aria-label={t('planEdit.deleteCorner', { number })}
          disabled={outline.length <= 3}
          onClick={() => draw(withoutCorner(outline, row), t('planEdit.said.cornerGone'))}
        >
          <Icon name="trash" />
        </button>
      </td>
    </tr>
  );
}

function SpaceActs({ space }: { space: DrawnSpace }) {
  const { t } = useTranslation();
  const words = useWords();
  const { edit, choose, take } = useDesk();
  const name = words(space.name);
  const addDoor = () => {
    const found = doorNear(
      [space, ...edit.floor.spaces.filter(({ id }) => id !== space.id)],
      middleOfLongest(space),
    );
    if (!found) {
      edit.refuse(t('planEdit.noWall'));
      return;
    }
    const id = freeId(
      'door',
      edit.drawing.doors.map((door) => door.id),
    );
    edit.draw(withDoor(edit.drawing, { id, ...found }), t('planEdit.said.doorMade'));
    choose({ kind: 'door', id });
  };
  return (
    <div className="plan-form-acts">
      <button type="button" className="button" onClick={() => take('draw')}>
        {t('planEdit.redraw')}
      </button>
      <button type="button" className="button" onClick={addDoor}>
        {t('planEdit.addDoor')}
      </button>
      {space.isAdded ? (
        <button
          type="button"
          className="button"
          onClick={() => {
            choose(null);
            edit.draw(withoutAdded(edit.drawing, space.id), t('planEdit.said.spaceGone', { name }));
          }}
        >
          {t('planEdit.deleteSpace')}
        </button>
      ) : (
        space.isDrawn && (
          <button
            type="button"
            className="button"
            onClick={() =>
              edit.draw(withoutOutline(edit.drawing, space.id), t('planEdit.said.reset', { name }))
            }
          >
            {t('planEdit.reset')}
          </button>
        )
      )}
    </div>
  );
}

function middleOfLongest({ outline }: DrawnSpace): [number, number] {
  const lengths = outline.map(([x, y], row) => {
    const [nextX, nextY] = outline[(row + 1) % outline.length] ?? [x, y];
    return Math.hypot(nextX - x, nextY - y);
  });
  return middleOfWall(outline, lengths.indexOf(Math.max(...lengths)));
}
