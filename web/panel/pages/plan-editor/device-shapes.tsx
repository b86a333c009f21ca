// The equipment on a plan that is being drawn: symbols in the chosen room, dots elsewhere; dragged, or moved by arrow keys,
// and never put outside of its own room.
import { type DrawnDevice, type DrawnFloor, type PlanPoint, standsIn } from '@campus/campus-model';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/index.ts';
import { SymbolShape, type View } from '../../plan/index.ts';
import { withDevice } from './changes.ts';
import { arrowStep, spaceOf, useDesk } from './desk.ts';
import { beginDrag } from './drag.ts';
import { gridM, gridPoint } from './snap.ts';

/** From so many pixels a metre on all equipment is drawn as symbols. */
const symbolPxAMetre = 34;

export function DeviceShapes({ view, isStill }: { view: View; isStill: boolean }) {
  const { floor, chosen } = useDesk();
  const standing = floor.devices.filter(({ at }) => at !== null);
  const chosenSpace = chosen?.kind === 'space' ? chosen.id : null;
  const isLarge = (device: DrawnDevice) =>
    view.scale >= symbolPxAMetre || device.spaceId === chosenSpace || isChosen(device);
  const isChosen = ({ id }: DrawnDevice) => chosen?.kind === 'device' && chosen.id === id;
  return (
    <g className="edit-devices">
      {standing.map((device) =>
        isStill || !isLarge(device) ? (
          <Dot key={device.id} device={device} />
        ) : (
          <Device key={device.id} device={device} isChosen={isChosen(device)} />
        ),
      )}
    </g>
  );
}

function Dot({ device: { id, at } }: { device: DrawnDevice }) {
  const [x, y] = at ?? [0, 0];
  return <circle className="edit-dot" data-device={id} cx={x} cy={-y} />;
}

/** Whether a device may stand there, in words where not. */
export function usePlacing() {
  const { t } = useTranslation();
  const words = useWords();
  return (floor: DrawnFloor, device: DrawnDevice, at: PlanPoint): string | null => {
    const space = spaceOf(floor, device.spaceId);
    if (!space || standsIn(space.outline, at)) return null;
    return t('planEdit.outside', { name: words(device.name), room: words(space.name) });
  };
}

/** Follows the pointer with a device; let go outside of its room it goes back, and the reason is said. */
export function useDeviceDrag(device: DrawnDevice) {
  const { t } = useTranslation();
  const words = useWords();
  const placing = usePlacing();
  const { edit, show, sight, isKeeping, choose } = useDesk();
  return (event: PointerEvent) => {
    const placed = (at: PlanPoint, isFree: boolean) => (isFree || !isKeeping ? at : gridPoint(at));
    beginDrag(event, {
      toMetres: (moved) => sight.current?.(moved) ?? null,
      onMove: ({ at, isFree }) => show(at && withDevice(edit.drawing, device.id, placed(at, isFree))),
      onEnd: ({ at, isFree }) => {
        if (!at) return;
        const refused = placing(edit.floor, device, placed(at, isFree));
        if (refused) edit.refuse(refused);
        else {
          const next = withDevice(edit.drawing, device.id, placed(at, isFree));
          edit.draw(next, t('planEdit.said.placed', { name: words(device.name) }));
        }
        choose({ kind: 'device', id: device.id });
      },
      onOver: () => show(null),
    });
  };
}

function Device({ device, isChosen }: { device: DrawnDevice; isChosen: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const { edit, floor, choose } = useDesk();
  const placing = usePlacing();
  const grab = useDeviceDrag(device);
  const [x, y] = device.at ?? [0, 0];
  const name = words(device.name);
  const isOutside = placing(floor, device, [x, y]) !== null;
  const onKey = (event: KeyboardEvent) => {
    const by = arrowStep(event, gridM);
    if (event.key === 'Enter' || event.key === ' ') choose({ kind: 'device', id: device.id });
    if (!by) return;
    event.preventDefault();
    const to: PlanPoint = [x + by[0], y + by[1]];
    const refused = placing(floor, device, to);
    if (refused) edit.refuse(refused);
    else {
      const said = t('planEdit.said.at', { x: to[0].toFixed(2), y: to[1].toFixed(2) });
      edit.draw(withDevice(edit.drawing, device.id, to), said);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a symbol of a drawing
    <g
      role="button"
      tabIndex={0}
      aria-label={t('planEdit.device', { name, x: x.toFixed(2), y: y.toFixed(2) })}
      className={`edit-device${isChosen ? ' is-chosen' : ''}${isOutside ? ' is-wrong' : ''}`}
      data-device={device.id}
      data-not-plan
      transform={`translate(${x} ${-y})`}
      onPointerDown={grab}
      onClick={() => choose({ kind: 'device', id: device.id })}
      onKeyDown={onKey}
    >
      <title>{name}</title>
      <g className="plan-fixed">
        <circle className="edit-reach" r="16" />
        <SymbolShape kind={device.kind} state="heard" />
      </g>
    </g>
  );
}
