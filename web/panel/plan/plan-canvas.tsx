// The frame of a drawing that is zoomed and moved: its SVG, its one moving group, its buttons. What is drawn is the caller's.
import { type CSSProperties, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import type { CameraRig, View } from './camera-rig.ts';
import { useCameraOn, useView } from './use-camera.ts';
import './plan-canvas.css';

interface PlanCanvasProps {
  readonly camera: CameraRig;
  /** Says what is drawn. */
  readonly name: string;
  readonly className?: string;
  readonly style?: CSSProperties;
  /** `free` (a plan that is the page) or `held` (a drawing on a page that is scrolled: Ctrl + wheel). */
  readonly wheel?: 'free' | 'held';
  /** False where the page has its own use for arrow keys. */
  readonly hasArrows?: boolean;
  /** False where the drawing is not a stop of the Tab key by itself. */
  readonly isStop?: boolean;
  /** The drawing, in its own units, y down; drawn anew when the camera has come to rest. */
  readonly children: (view: View) => ReactNode;
  /** HTML over the drawing, below it where there is little room: a card. Marked `data-not-plan` where it takes the pointer. */
  readonly over?: ReactNode;
  /** What stands beside the buttons under the drawing: a scale, a hint. */
  readonly foot?: ReactNode;
}

export function PlanCanvas(props: PlanCanvasProps) {
  const { camera, name, className, style, wheel = 'free', hasArrows = true, isStop = true } = props;
  const frame = useRef<HTMLDivElement>(null);
  const group = useRef<SVGGElement>(null);
  const view = useView(camera);
  useCameraOn(camera, frame, group, { wheel, hasArrows });
  return (
    <div className={`plan-canvas${className ? ` ${className}` : ''}`} style={style}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset; the keys + - 0 and the arrows act on all of it */}
      <div
        ref={frame}
        className="plan-frame"
        role="group"
        aria-label={name}
        tabIndex={isStop ? 0 : undefined}
        data-zoom={view?.nearness.toFixed(2)}
        data-whole={view?.isWhole ?? true}
      >
        <svg role="presentation">
          <g ref={group}>{view && props.children(view)}</g>
        </svg>
      </div>
      <div className="plan-bar">
        {props.foot}
        {view && <ZoomTools camera={camera} view={view} />}
      </div>
      {props.over}
    </div>
  );
}

function ZoomTools({ camera, view: { isWhole, isNearest } }: { camera: CameraRig; view: View }) {
  const { t } = useTranslation();
  const tools: readonly { words: string; icon: IconName; isOff: boolean; act: () => void }[] = [
    { words: t('plan.zoomIn'), icon: 'plus', isOff: isNearest, act: () => camera.step(1) },
    { words: t('plan.zoomOut'), icon: 'minus', isOff: isWhole, act: () => camera.step(-1) },
    { words: t('plan.zoomWhole'), icon: 'fit', isOff: isWhole, act: () => camera.showWhole() },
  ];
  return (
    <div className="plan-tools">
      {tools.map(({ words, icon, isOff, act }) => (
        <button
          key={icon}
          type="button"
          className="button button-icon"
          aria-label={words}
          aria-disabled={isOff}
          onClick={isOff ? undefined : act}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}
