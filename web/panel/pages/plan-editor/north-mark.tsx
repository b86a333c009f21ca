// Where north is on the plan.
import { useTranslation } from 'react-i18next';

/** Clockwise from up. */
export function NorthMark({ deg }: { deg: number }) {
  const { t } = useTranslation();
  return (
    <svg
      className="edit-north"
      viewBox="-20 -20 40 40"
      role="img"
      aria-label={t('planEdit.northAt', { deg })}
    >
      <g transform={`rotate(${deg})`}>
        <path className="edit-north-needle" d="M0-15 5 8 0 4-5 8z" />
      </g>
    </svg>
  );
}
