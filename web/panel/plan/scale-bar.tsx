// How long a few metres are on the drawing.
import { useTranslation } from 'react-i18next';
import type { View } from './camera-rig.ts';

const lengthsM = [1, 2, 5, 10, 20, 50, 100, 200];
/** The bar is the longest of these lengths that is no wider than this. */
const mostPx = 110;

export function ScaleBar({ view }: { view: View }) {
  const { t } = useTranslation();
  const metres = lengthsM.findLast((length) => length * view.scale <= mostPx) ?? 1;
  return (
    <p className="plan-scale" aria-hidden="true">
      <span style={{ width: metres * view.scale }} />
      {t('plan.metres', { count: metres })}
    </p>
  );
}
