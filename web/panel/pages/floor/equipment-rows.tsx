// The equipment of a marked room as a list: the equal of the symbols on the plan.
import type { PlanEquipment, SpaceSummary } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import { stateWords } from '../../plan/equipment-state.ts';
import { SymbolIcon } from '../../plan/equipment-symbol.tsx';
import { useEquipmentState } from '../../plan/use-equipment.ts';

interface EquipmentRowsProps {
  readonly space: SpaceSummary;
  readonly equipment: readonly PlanEquipment[];
  readonly chosen: string | null;
  readonly onChoose: (equipment: PlanEquipment) => void;
}

export function EquipmentRows({ space, equipment, chosen, onChoose }: EquipmentRowsProps) {
  const { t } = useTranslation();
  const words = useWords();
  if (equipment.length === 0) return <p className="card-note equipment-rows">{t('floor.noEquipment')}</p>;
  return (
    <ul className="equipment-rows" aria-label={t('floor.equipment', { name: words(space.name) })}>
      {equipment.map((item) => (
        <li key={item.id}>
          <EquipmentRow item={item} isChosen={item.id === chosen} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

interface EquipmentRowProps extends Pick<EquipmentRowsProps, 'onChoose'> {
  readonly item: PlanEquipment;
  readonly isChosen: boolean;
}

function EquipmentRow({ item, isChosen, onChoose }: EquipmentRowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const state = useEquipmentState(item);
  return (
    <button
      type="button"
      className="equipment-row"
      aria-pressed={isChosen}
      data-equipment={item.id}
      onClick={() => onChoose(item)}
    >
      <SymbolIcon kind={item.kind} state={state} />
      <span>{words(item.name)}</span>
      <span className="card-note">{t(`plan.equipmentState.${stateWords(item.kind, state)}`)}</span>
    </button>
  );
}
