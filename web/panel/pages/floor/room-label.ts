// The words in the middle of a room: how its name is broken, and how much room name and value take. Pixels.
import { boundsOf, breakText, type Metres, textEms } from '../../format/plan.ts';

const namePx = 12.5;
const linePx = 16;
const valuePx = 17;
const paddingPx = 12;

/** Widest value that is printed, "1,234" or a state's word, in ems. */
const valueEms = 3;

interface RoomLabel {
  readonly lines: readonly string[];
  /** Heights of the baselines of the name's lines and of the value, from the middle. */
  readonly baselines: readonly number[];
  readonly valueBaseline: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the room itself. */
  readonly roomWidthPx: number;
}

/** Null where the outline is empty. `unit` is metres a pixel. */
export function roomLabel(
  outline: readonly Metres[],
  name: string,
  hasValue: boolean,
  unit: number,
): RoomLabel | null {
  const box = boundsOf(outline);
  if (!box) return null;
  const roomWidthPx = (box.maxX - box.minX) / unit;
  const roomHeightPx = (box.maxY - box.minY) / unit;
  const valueHeight = hasValue ? valuePx + 4 : 0;
  const mostLines = Math.max(0, Math.floor((roomHeightPx - valueHeight - 6) / linePx));
  const lines = breakText(name, (roomWidthPx - paddingPx) / namePx).slice(0, mostLines);
  const heightPx = lines.length * linePx + valueHeight;
  return {
    lines,
    baselines: lines.map((_, row) => -heightPx / 2 + row * linePx + 12),
    valueBaseline: heightPx / 2 - 3,
    widthPx: Math.max(hasValue ? valueEms * valuePx : 0, ...lines.map((line) => textEms(line) * namePx)),
    heightPx,
    roomWidthPx,
  };
}

/** The value, or nothing where the room is too narrow for it. */
export function fitsValue(words: string, label: RoomLabel): string {
  return breakText(words, label.roomWidthPx / valuePx, 1)[0] ?? '';
}
