// An outline was drawn: which room is it? One of the floor, or a new one with a name of its own.
import { type SpaceKind, spaceKinds } from '@campus/campus-model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../components/sheet.tsx';
import { useWords } from '../../i18n/index.ts';
import { withAdded, withNewOutline } from './changes.ts';
import { type Ring, shownArea } from './corners.ts';
import { spaceOf, useDesk } from './desk.ts';
import { newSpaceId } from './new-space.ts';
import { TextField } from './text-field.tsx';

export function AssignSheet({ outline, onClose }: { outline: Ring; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const { edit, chosen, choose, take } = useDesk();
  const [target, setTarget] = useState(chosen?.kind === 'space' ? chosen.id : '');
  const [name, setName] = useState({
    zh: t('planEdit.newSpace', { lng: 'zh' }),
    en: t('planEdit.newSpace', { lng: 'en' }),
  });
  const [kind, setKind] = useState<SpaceKind>('office');
  const keep = () => {
    const space = spaceOf(edit.floor, target);
    const id = space?.id ?? newSpaceId(edit);
    const next = space
      ? withNewOutline(edit.drawing, edit.floor, space, outline)
      : withAdded(edit.drawing, { id, name, kind, outline });
    edit.draw(next, t('planEdit.said.reshaped', { name: words(space?.name ?? name) }));
    take('choose');
    choose({ kind: 'space', id });
    onClose();
  };
  return (
    <Sheet title={t('planEdit.whichSpace')} className="plan-sheet" onClose={onClose}>
      <p className="card-note">
        {t('planEdit.whichLead', { area: shownArea(outline), count: outline.length })}
      </p>
      <label className="field">
        <span className="field-label">{t('planEdit.isSpace')}</span>
        <select className="input" value={target} onChange={(event) => setTarget(event.target.value)}>
          <option value="">{t('planEdit.aNewSpace')}</option>
          {edit.floor.spaces.map((space) => (
            <option key={space.id} value={space.id}>
              {words(space.name)}
            </option>
          ))}
        </select>
      </label>
      {target === '' && (
        <>
          <TextField
            label={t('planEdit.nameZh')}
            lang="zh-CN"
            value={name.zh}
            onChange={(zh) => setName({ ...name, zh })}
          />
          <TextField
            label={t('planEdit.nameEn')}
            lang="en"
            value={name.en}
            onChange={(en) => setName({ ...name, en })}
          />
          <label className="field">
            <span className="field-label">{t('planEdit.kind')}</span>
            <select
              className="input"
              value={kind}
              onChange={(event) => setKind(event.target.value as SpaceKind)}
            >
              {spaceKinds.map((each) => (
                <option key={each} value={each}>
                  {t(`spaceKind.${each}`)}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="button" className="button button-main" onClick={keep} data-act="assign">
          {t('planEdit.assign')}
        </button>
      </div>
    </Sheet>
  );
}
