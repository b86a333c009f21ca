// The mark of an alarm priority: its own shape, colour and figure, so that no one of them is needed alone.
import type { AlarmPriority } from '@campus/campus-model';

interface Shape {
  readonly outline: string;
  /** Its figure, 1 for the most urgent, drawn as a line so that it looks alike in every font. */
  readonly figure: string;
}

/** Diamond, triangle, square and circle on a 24 × 24 field. */
const shapes: Record<AlarmPriority, Shape> = {
  critical: { outline: 'M12 1.5 22.5 12 12 22.5 1.5 12z', figure: 'M10.2 9.4 12.4 8v8' },
  high: {
    outline: 'M12 2.5 22.5 21h-21z',
    figure: 'M9.8 12.6c0-1.1.9-1.9 2.3-1.9s2.3.8 2.3 1.9c0 1.9-3.1 3.1-4.6 5.8h4.8',
  },
  medium: {
    outline: 'M3.5 3.5h17v17h-17z',
    figure: 'M9.6 8h4.8l-2.9 3.2c2 0 3 1 3 2.4 0 1.6-1.2 2.4-2.6 2.4-1.1 0-2-.4-2.5-1.3',
  },
  low: {
    outline: 'M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19',
    figure: 'M13.4 16V8l-4.1 5.6h5.8',
  },
};

/** Give `label` where no words beside it name the priority. A quiet mark is an alarm whose cause is gone. */
export function PriorityMark(props: { priority: AlarmPriority; label?: string; isQuiet?: boolean }) {
  const { priority, label, isQuiet } = props;
  const className = `mark mark-${priority}${isQuiet ? ' is-quiet' : ''}`;
  return label ? (
    <svg className={className} viewBox="0 0 24 24" role="img" aria-label={label}>
      <MarkShape priority={priority} />
    </svg>
  ) : (
    <svg className={className} viewBox="0 0 24 24" aria-hidden="true">
      <MarkShape priority={priority} />
    </svg>
  );
}

/** The same mark inside another drawing, 24 × 24 from its origin. */
export function MarkShape({ priority }: { priority: AlarmPriority }) {
  const { outline, figure } = shapes[priority];
  return (
    <>
      <path className="mark-shape" d={outline} />
      <path className="mark-figure" d={figure} />
    </>
  );
}
