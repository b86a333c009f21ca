// What can be switched in a space, a block for each device. Where nothing may be, one sentence says why.
import './controls.css';
import type { SpaceView, Standing } from '@campus/campus-model';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { iconOfKind } from '../../components/kind-icon.ts';
import { useGateways } from '../../data/gateways.ts';
import { useStanding } from '../../data/standing.ts';
import { type ControlGroup, controlGroups } from '../../format/space-points.ts';
import { useWords } from '../../i18n/index.ts';
import { useConnection } from '../../live/use-live.ts';
import { AllLamps } from './all-lamps.tsx';
import { PointControl } from './point-control.tsx';

export function Controls({ view }: { view: SpaceView }) {
  const { t } = useTranslation();
  const groups = controlGroups(view);
  const lamps = groups.filter(({ device }) => device.kind === 'lamps').flatMap(({ points }) => points);
  const standing = useStanding(groups.flatMap(({ points }) => points.map(({ pointId }) => pointId)));
  const isForbidden = groups.every(({ points }) => points.every((point) => !point.mayCommand));
  if (groups.length === 0) return null;
  return (
    <Card title={t('space.controls')}>
      {isForbidden && <p className="note">{t('control.forbidden')}</p>}
      <div className="control-groups">
        {groups.map((group, row) => (
          <ControlBlock
            key={group.device.id}
            group={group}
            view={view}
            standing={standing}
            isExplained={isForbidden}
            lamps={row === 0 && lamps.length > 1 ? lamps : []}
          />
        ))}
      </div>
    </Card>
  );
}

interface ControlBlockProps {
  readonly group: ControlGroup;
  readonly view: SpaceView;
  /** Who holds the points of the space. */
  readonly standing: ReadonlyMap<string, Standing>;
  /** All lamps of the space, in the block that switches them together. */
  readonly lamps: ControlGroup['points'];
  /** Why nothing can be switched is said once for the whole space. */
  readonly isExplained: boolean;
}

function ControlBlock({ group: { device, points }, view, standing, lamps, isExplained }: ControlBlockProps) {
  const words = useWords();
  const blocked = useBlocked(
    device.gatewayId,
    points.some((point) => point.mayCommand),
  );
  const isAllUsable = blocked === null && lamps.length > 0 && lamps.every((point) => point.mayCommand);
  return (
    <section className="control-group" data-device={device.id} aria-label={words(device.name)}>
      <h3>
        <Icon name={iconOfKind(device.kind)} />
        {words(device.name)}
      </h3>
      {blocked && !isExplained && <p className="note">{blocked}</p>}
      {lamps.length > 0 && <AllLamps points={lamps} isDisabled={!isAllUsable} />}
      <ul className="controls">
        {points.map((point) => (
          <li key={point.pointId}>
            <PointControl
              point={point}
              readback={view.points.find(({ pointId }) => pointId === point.write?.readback)}
              standing={standing.get(point.pointId)}
              isDisabled={blocked !== null || !point.mayCommand}
              isGuarded={device.kind === 'door'}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why nothing of the device may be commanded now, or null. */
function useBlocked(gatewayId: string, mayCommand: boolean): string | null {
  const { t } = useTranslation();
  const gateway = useGateways().find(({ id }) => id === gatewayId);
  const { state } = useConnection();
  if (!mayCommand) return t('control.forbidden');
  if (state === 'lost') return t('control.connectionLost');
  return gateway && !gateway.isOnline ? t('control.gatewayOffline') : null;
}
