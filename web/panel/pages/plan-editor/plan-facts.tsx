// What belongs to the plan as a whole: north, the lines that are drawn by, and the form for the campus file.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { drawingFile } from '../../data/drawings.ts';
import { withBackdrop, withNorth } from './changes.ts';
import { useDesk } from './desk.ts';
import { NumberField } from './number-field.tsx';

export function PlanFacts() {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const { drawing, view, place } = edit;
  return (
    <div className="plan-facts">
      <section>
        <h2>{t('planEdit.north')}</h2>
        <p className="card-note">{t('planEdit.northLead')}</p>
        <NumberField
          label={t('planEdit.northDeg')}
          value={drawing.northDeg ?? 0}
          decimals={0}
          step={1}
          min={-360}
          max={360}
          onChange={(deg) => edit.draw(withNorth(drawing, deg))}
        />
      </section>
      <section>
        <h2>{t('planEdit.backdrop')}</h2>
        {drawing.backdrop ? (
          <>
            <p className="card-note">
              {t('planEdit.backdropOf', {
                name: drawing.backdrop.name,
                count: drawing.backdrop.lines.length,
              })}
            </p>
            <button type="button" className="button" onClick={() => edit.draw(withBackdrop(drawing, null))}>
              {t('planEdit.backdropAway')}
            </button>
          </>
        ) : (
          <p className="card-note">{t('planEdit.backdropNone')}</p>
        )}
      </section>
      <section>
        <h2>{t('planEdit.file')}</h2>
        <p className="card-note">{t(view.version === 0 ? 'planEdit.fileNone' : 'planEdit.fileLead')}</p>
        {view.version > 0 && (
          <a className="button" href={drawingFile(place)} download>
            <Icon name="download" />
            {t('planEdit.fileGet')}
          </a>
        )}
      </section>
    </div>
  );
}
