// An import before it is taken over: the preview, its scale and place, what was refused, and which room each outline is.
import type { Backdrop } from '@campus/campus-model';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boundsOf, type Metres } from '../../format/plan.ts';
import {
  type Candidate,
  candidatesOf,
  firstPlacement,
  type Placement,
  suggestions,
} from '../../plan-import/candidates.ts';
import type { ImportedPlan } from '../../plan-import/imported.ts';
import { useDesk } from './desk.ts';
import { ImportAssign } from './import-assign.tsx';
import { ImportPreview, type Measured } from './import-preview.tsx';
import { ImportRefused } from './import-refused.tsx';
import { NumberField } from './number-field.tsx';
import { backdropOf, type Choices, takenOver } from './take-over.ts';

interface ImportReviewProps {
  readonly name: string;
  readonly plan: ImportedPlan;
  readonly onClose: () => void;
}

export function ImportReview({ name, plan, onClose }: ImportReviewProps) {
  const { t } = useTranslation();
  const { edit } = useDesk();
  const [placement, setPlacement] = useState(() =>
    firstPlacement(
      plan,
      edit.floor.spaces.flatMap(({ outline }) => outline),
    ),
  );
  const candidates = useMemo(() => candidatesOf(plan, placement), [plan, placement]);
  const [choices, setChoices] = useChoices(candidates.found);
  const [keepsLines, setKeepsLines] = useState(plan.lines.length > 0);
  const [measured, setMeasured] = useState<Measured | null>(null);
  const backdrop: Backdrop | null = keepsLines
    ? backdropOf(name, plan, placement, unchosen(candidates.found, choices))
    : null;
  const count = Object.keys(choices).length;
  const take = () => {
    edit.draw(takenOver(edit, candidates.found, choices, backdrop), t('planEdit.said.imported', { count }));
    onClose();
  };
  return (
    <div className="plan-review">
      <ImportPreview
        plan={plan}
        placement={placement}
        candidates={candidates.found}
        choices={choices}
        measured={measured}
        onMeasured={setMeasured}
      />
      <div className="plan-review-side">
        <ImportRefused plan={plan} unfit={candidates.unfit} />
        <Scale
          plan={plan}
          placement={placement}
          measured={measured}
          onMeasured={setMeasured}
          onPlace={setPlacement}
        />
        <ImportAssign candidates={candidates.found} choices={choices} onChoose={setChoices} />
        <label className="check">
          <input
            type="checkbox"
            checked={keepsLines}
            onChange={(event) => setKeepsLines(event.target.checked)}
          />
          {t('planEdit.keepLines')}
        </label>
      </div>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="button button-main"
          disabled={count === 0 && !backdrop}
          onClick={take}
          data-act="take-over"
        >
          {count > 0 ? t('planEdit.takeOver', { count }) : t('planEdit.takeLines')}
        </button>
      </div>
    </div>
  );
}

/** What is suggested, until a person chooses otherwise; another scale makes other suggestions. */
function useChoices(found: readonly Candidate[]): [Choices, (choices: Choices) => void] {
  const { edit } = useDesk();
  const [own, setOwn] = useState<{ readonly of: readonly Candidate[]; readonly choices: Choices } | null>(
    null,
  );
  const suggested = useMemo(() => {
    const ids = suggestions(found, edit.floor.spaces);
    return Object.fromEntries(ids.flatMap((id, row) => (id === null ? [] : [[row, id]])));
  }, [found, edit.floor.spaces]);
  const isOwn = own !== null && own.of.length === found.length;
  return [isOwn ? own.choices : suggested, (choices) => setOwn({ of: found, choices })];
}

function unchosen(found: readonly Candidate[], choices: Choices): (readonly Metres[])[] {
  return found.flatMap(({ outline }, row) =>
    choices[row] === undefined ? [[...outline, outline[0] ?? [0, 0]]] : [],
  );
}

interface ScaleProps {
  readonly plan: ImportedPlan;
  readonly placement: Placement;
  readonly measured: Measured | null;
  readonly onMeasured: (measured: Measured | null) => void;
  readonly onPlace: (placement: Placement) => void;
}

/** By the width of the whole, or by one line that is known: the south-west corner stays where it is. */
function Scale({ plan, placement, measured, onMeasured, onPlace }: ScaleProps) {
  const { t } = useTranslation();
  const own = useMemo(
    () => boundsOf([...plan.outlines.map(({ points }) => points), ...plan.lines].flat()),
    [plan],
  );
  if (!own) return null;
  const { metresPerUnit, offset } = placement;
  const corner: Metres = [own.minX * metresPerUnit + offset[0], own.minY * metresPerUnit + offset[1]];
  const at = (scale: number, [x, y]: Metres): Placement => ({
    metresPerUnit: scale,
    offset: [x - own.minX * scale, y - own.minY * scale],
  });
  const wide = own.maxX - own.minX;
  const lineM = measured?.to
    ? Math.hypot(measured.to[0] - measured.from[0], measured.to[1] - measured.from[1])
    : null;
  const measure = (metres: number) => {
    if (!lineM) return;
    onPlace(at((metresPerUnit * metres) / lineM, corner));
    onMeasured(null);
  };
  return (
    <fieldset className="plan-scale-fields">
      <legend>{t('planEdit.scale')}</legend>
      <p className="card-note">
        {t(plan.metresPerUnit === null ? 'planEdit.scaleUnknown' : 'planEdit.scaleKnown')}
      </p>
      <div className="plan-pair">
        <NumberField
          label={t('planEdit.wholeWidth')}
          value={wide * metresPerUnit}
          min={0.1}
          max={5_000}
          onChange={(metres) => onPlace(at(metres / wide, corner))}
        />
        {measured ? (
          <NumberField
            label={t(lineM ? 'planEdit.lineLength' : 'planEdit.lineSecond')}
            value={lineM}
            min={0.01}
            max={5_000}
            onChange={measure}
          />
        ) : (
          <button
            type="button"
            className="button"
            onClick={() => onMeasured({ from: [0, 0], to: null, isBegun: false })}
            data-act="measure"
          >
            {t('planEdit.measure')}
          </button>
        )}
      </div>
      <div className="plan-pair">
        <NumberField
          label={t('planEdit.cornerEast')}
          value={corner[0]}
          onChange={(x) => onPlace(at(metresPerUnit, [x, corner[1]]))}
        />
        <NumberField
          label={t('planEdit.cornerNorth')}
          value={corner[1]}
          onChange={(y) => onPlace(at(metresPerUnit, [corner[0], y]))}
        />
      </div>
    </fieldset>
  );
}
