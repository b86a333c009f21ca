// The way to drawing the plan, for those who may.
import { authorise } from '@campus/campus-model';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import type { BuildingView, FloorView } from '../../data/campus.ts';
import { useIdentity } from '../../data/session.ts';

export function EditLink({ building, floor }: { building: BuildingView; floor: FloorView }) {
  const { t } = useTranslation();
  if (!authorise(useIdentity(), 'plan.edit')) return null;
  return (
    <Link
      to="/buildings/$buildingId/floors/$floorId/edit"
      params={{ buildingId: building.id, floorId: floor.id }}
      className="button"
      data-act="edit-plan"
    >
      <Icon name="edit" />
      {t('planEdit.open')}
    </Link>
  );
}
