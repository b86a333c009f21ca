// Which room each outline of an import is.
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import type { Candidate } from '../../plan-import/candidates.ts';
import { useDesk } from './desk.ts';
import { type Choices, newSpace } from './take-over.ts';

interface AssignProps {
  readonly candidates: readonly Candidate[];
  readonly choices: Choices;
  readonly onChoose: (choices: Choices) => void;
}

export function ImportAssign({ candidates, choices, onChoose }: AssignProps) {
  const { t, i18n } = useTranslation();
  const area = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  if (candidates.length === 0) return <p className="note">{t('planEdit.noOutlines')}</p>;
  return (
    <table className="plan-assign">
      <caption>{t('planEdit.outlines', { count: candidates.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('planEdit.outlineNumber')}</th>
          <th scope="col">{t('planEdit.outlineWords')}</th>
          <th scope="col" className="number">
            m²
          </th>
          <th scope="col">{t('planEdit.isSpace')}</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((candidate, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: outlines of a file have no names but their order
          <tr key={row}>
            <th scope="row">{row + 1}</th>
            <td>{candidate.words || '—'}</td>
            <td className="number">{area.format(candidate.areaM2)}</td>
            <td>
              <SpaceChoice row={row} choices={choices} onChoose={onChoose} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SpaceChoice({ row, choices, onChoose }: Omit<AssignProps, 'candidates'> & { row: number }) {
  const { t } = useTranslation();
  const words = useWords();
  const { edit } = useDesk();
  const choose = (value: string) => {
    const { [row]: _former, ...others } = choices;
    // A room has one outline: who had it before has none now.
    const kept = Object.entries(others).filter(([, id]) => id !== value || value === newSpace);
    onChoose({ ...Object.fromEntries(kept), ...(value === '' ? {} : { [row]: value }) });
  };
  return (
    <select
      className="input"
      aria-label={t('planEdit.outlineIs', { number: row + 1 })}
      value={choices[row] ?? ''}
      data-outline={row}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{t('planEdit.leaveOut')}</option>
      <option value={newSpace}>{t('planEdit.aNewSpace')}</option>
      {edit.floor.spaces.map((space) => (
        <option key={space.id} value={space.id}>
          {words(space.name)}
        </option>
      ))}
    </select>
  );
}
