// The drawing of a building's floors one above the other. The floor under the pointer or focus is laid bare: those above it
// float higher. Up and down go from floor to floor, Enter opens its plan.
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useHeight, useWidth } from '../../components/use-size.ts';
import type { BuildingView, FloorView } from '../../data/campus.ts';
import type { FloorLayer } from '../../format/search.ts';
import { useWords } from '../../i18n/index.ts';
import { PlanCanvas } from '../../plan/plan-canvas.tsx';
import { fittingShare, heightM, mostShare, type Stack, stackOf } from '../../plan/stack.ts';
import { useCamera } from '../../plan/use-camera.ts';
import { StackFloor } from './stack-floor.tsx';

interface BuildingStackProps {
  readonly building: BuildingView;
  /** From the ground up. */
  readonly floors: readonly FloorView[];
  readonly layer: FloorLayer;
  readonly active: string | null;
  readonly onActive: (floorId: string | null) => void;
}

const mostPxAMetre = 60;
const leastPercent = 8;

export function BuildingStack(props: BuildingStackProps) {
  const { building, floors } = props;
  const frame = useRef<HTMLDivElement>(null);
  const ratio = useHeight(frame) / (useWidth(frame) || 1);
  const [chosen, setChosen] = useState<number | null>(null);
  const outlines = useMemo(() => outlinesOf(building, floors), [building, floors]);
  const flat = useMemo(() => stackOf(outlines, floors.length, 0), [outlines, floors]);
  const share = chosen ?? (flat ? fittingShare(flat.floor, floors.length, ratio) : mostShare);
  const stack = useMemo(() => stackOf(outlines, floors.length, share), [outlines, floors, share]);
  return (
    <div className="card plan building-plan">
      <div className="stack-frame" ref={frame}>
        {stack && ratio > 0 && (
          <FramedStack {...props} stack={stack}>
            {floors.length > 2 && <Apart share={share} onChoose={setChosen} />}
          </FramedStack>
        )}
      </div>
    </div>
  );
}

/** How far apart the floors are drawn. */
function Apart({ share, onChoose }: { share: number; onChoose: (share: number) => void }) {
  const { t } = useTranslation();
  return (
    <label className="stack-apart">
      {t('building.apart')}
      <input
        type="range"
        min={leastPercent}
        max={Math.round(mostShare * 100)}
        value={Math.round(share * 100)}
        onChange={(event) => onChoose(Number(event.target.value) / 100)}
      />
    </label>
  );
}

/** The outlines of all spaces; where none is described, the building's own, from its corner. */
function outlinesOf({ outline }: BuildingView, floors: readonly FloorView[]) {
  const outlines = floors.flatMap(({ spaces }) => spaces.map((space) => space.outline));
  if (outlines.length > 0) return outlines;
  const [minX, minY] = [Math.min(...outline.map(([x]) => x)), Math.min(...outline.map(([, y]) => y))];
  return [outline.map(([x, y]) => [x - minX, y - minY] as [number, number])];
}

function FramedStack(props: BuildingStackProps & { stack: Stack; children: ReactNode }) {
  const { building, floors, layer, active, onActive, stack } = props;
  const { t } = useTranslation();
  const words = useWords();
  const camera = useCamera({ world: stack.world, mostScale: mostPxAMetre });
  const activeLevel = floors.findIndex(({ id }) => id === active);
  const level = activeLevel < 0 ? null : activeLevel;
  const stop = level ?? floors.length - 1;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and pointer go from floor to floor; each is a link of its own
    <div
      className="stack-keys"
      onKeyDown={(event) => goToFloor(event, floors, stop, onActive)}
      onPointerLeave={(event) => leave(event, onActive)}
    >
      <PlanCanvas
        camera={camera}
        name={t('building.view', { name: words(building.name) })}
        hasArrows={false}
        isStop={false}
        foot={
          <div className="plan-foot">
            {props.children}
            <p className="plan-hint">{t('building.keys')}</p>
          </div>
        }
      >
        {(view) =>
          floors.map((floor, row) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the pointer lays bare what the focus of the link inside does too
            <g
              key={floor.id}
              className="stack-floor"
              style={{ '--height': `${-heightM(stack, row, level)}px` } as CSSProperties}
              data-floor={floor.id}
              data-active={row === level}
              onPointerEnter={() => onActive(floor.id)}
              onFocus={() => onActive(floor.id)}
            >
              <StackFloor
                building={building}
                floor={floor}
                layer={layer}
                stack={stack}
                unit={view.unit}
                isActive={row === level}
                isStop={row === stop}
                isBare={row === level || stack.liftM === 0 || (level === null && row === floors.length - 1)}
              />
            </g>
          ))
        }
      </PlanCanvas>
    </div>
  );
}

const steps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 };

function goToFloor(
  event: KeyboardEvent<HTMLElement>,
  floors: readonly FloorView[],
  stop: number,
  onActive: (floorId: string) => void,
): void {
  const step = steps[event.key];
  const isFloor = (event.target as Element).closest('.stack-floor') !== null;
  const target =
    step !== undefined
      ? floors[stop + step]
      : ({ Home: floors[0], End: floors.at(-1) } as Record<string, FloorView | undefined>)[event.key];
  if (!isFloor || !target) return;
  event.preventDefault();
  onActive(target.id);
  event.currentTarget
    .querySelector<SVGElement>(`[data-floor="${target.id}"] a`)
    ?.focus({ preventScroll: true });
}

/** The floor that has the focus stays laid bare. */
function leave({ currentTarget }: PointerEvent<HTMLElement>, onActive: (floorId: null) => void): void {
  if (!currentTarget.contains(document.activeElement)) onActive(null);
}
