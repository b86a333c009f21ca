// The tools of the plan editor: what the hand does, undo and redo, importing, saving.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Icon } from '../../components/icon.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { type Tool, useDesk } from './desk.ts';

const tools: readonly Tool[] = ['choose', 'draw', 'door'];

interface ToolbarProps {
  readonly onImport: () => void;
  readonly onKeeping: (isKeeping: boolean) => void;
}

export function Toolbar({ onImport, onKeeping }: ToolbarProps) {
  const { t } = useTranslation();
  const { edit, tool, take, isKeeping } = useDesk();
  const options = tools.map((value) => ({ value, words: t(`planEdit.tool.${value}`) }));
  const step = (act: () => void, said: string) => {
    act();
    edit.say(said);
  };
  return (
    <div className="plan-toolbar">
      <div className="plan-toolbar-drawing">
        <Choice legend={t('planEdit.tools')} isLegendHidden options={options} value={tool} onChoose={take} />
        <label className="check">
          <input type="checkbox" checked={isKeeping} onChange={(event) => onKeeping(event.target.checked)} />
          {t('planEdit.keeping')}
        </label>
        <button type="button" className="button" onClick={onImport} data-act="import">
          <Icon name="install" />
          {t('planEdit.import')}
        </button>
      </div>
      <span className="plan-toolbar-steps">
        <IconButton
          icon="undo"
          words={t('planEdit.undo')}
          isOff={!edit.canUndo}
          onPress={() => step(edit.undo, t('planEdit.said.undone'))}
        />
        <IconButton
          icon="redo"
          words={t('planEdit.redo')}
          isOff={!edit.canRedo}
          onPress={() => step(edit.redo, t('planEdit.said.redone'))}
        />
      </span>
      <Ends />
    </div>
  );
}

function Ends() {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const leave = () => {
    const params = edit.place;
    void navigate({ to: '/buildings/$buildingId/floors/$floorId', params });
  };
  return (
    <span className="plan-toolbar-ends">
      <span className="card-note" data-changed={edit.isChanged}>
        {t(edit.isChanged ? 'planEdit.unsaved' : 'planEdit.clean')}
      </span>
      {edit.isChanged && (
        <button type="button" className="button" disabled={edit.isSaving} onClick={() => setAsking(true)}>
          {t('planEdit.discard')}
        </button>
      )}
      {edit.isChanged ? (
        <button
          type="button"
          className="button button-main"
          disabled={edit.isSaving || edit.isBlocked || edit.conflict !== null}
          onClick={edit.save}
          data-act="save"
        >
          <Icon name="check" />
          {t(edit.isSaving ? 'planEdit.saving' : 'planEdit.save')}
        </button>
      ) : (
        <button type="button" className="button" onClick={leave} data-act="done">
          {t('planEdit.leave')}
        </button>
      )}
      {isAsking && (
        <Confirm
          question={t('planEdit.discardAsk')}
          onConfirm={() => edit.takeOver(edit.view)}
          onClose={() => setAsking(false)}
        />
      )}
    </span>
  );
}
