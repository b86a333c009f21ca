// The lists beside the plan: its equal for the keyboard, for screen readers and for small screens.
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import type { Tab } from './desk.ts';
import { DeviceList } from './device-list.tsx';
import { DoorList } from './door-list.tsx';
import { PlanFacts } from './plan-facts.tsx';
import { SpaceList } from './space-list.tsx';
import { VersionList } from './version-list.tsx';

const tabs: readonly Tab[] = ['spaces', 'devices', 'doors', 'plan', 'versions'];

interface SidePanelProps {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  /** The version that is looked at. */
  readonly looked: number | null;
  readonly onLook: (version: number | null) => void;
}

export function SidePanel({ tab, onTab, looked, onLook }: SidePanelProps) {
  const { t } = useTranslation();
  const options = tabs.map((value) => ({ value, words: t(`planEdit.tab.${value}`) }));
  return (
    <aside className="card plan-side" aria-label={t('planEdit.lists')}>
      <Choice legend={t('planEdit.lists')} isLegendHidden options={options} value={tab} onChoose={onTab} />
      {tab === 'spaces' && <SpaceList />}
      {tab === 'devices' && <DeviceList />}
      {tab === 'doors' && <DoorList />}
      {tab === 'plan' && <PlanFacts />}
      {tab === 'versions' && <VersionList looked={looked} onLook={onLook} />}
    </aside>
  );
}
