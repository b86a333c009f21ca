// What stands in a room at a size: how its name is broken, whether value, unit, seats and mark fit, and the box they take. Pure.
import { type Box, breakText, type Metres, textEms } from '../format/plan.ts';

const namePx = 12.5;
const linePx = 16;
const valuePx = 17;
const valueLinePx = 21;
const seatsPx = 11;
const seatsLinePx = 16;
const paddingPx = 10;
const markPx = 26;
const leastMarkPx = 13;
const gapPx = 4;

/** Widest value that is printed with its unit, "1,234 ppm" or a state's word, in ems. */
const valueEms = 5;
/** A value of two digits still says something. */
const leastValueEms = 1.6;

export interface RoomContent {
  readonly name: string;
  readonly hasValue: boolean;
  readonly hasMark: boolean;
  /** "45 seats"; empty where there are none to tell of. */
  readonly seats: string;
}

/** Everything in pixels, y down, from the middle of the free rectangle of the room. */
export interface RoomLayout {
  readonly middle: Metres;
  readonly lines: readonly string[];
  /** Heights of the baselines of the name's lines, the value and the seats; null where they do not fit. */
  readonly baselines: readonly number[];
  readonly valueBaseline: number | null;
  readonly seatsBaseline: number | null;
  readonly mark: { readonly y: number; readonly sizePx: number } | null;
  readonly room: Box;
  /** What all of it takes. */
  readonly taken: Box;
}

/** The layout in a free rectangle (metres, y north); `unit` is metres a pixel. */
export function roomLayout(free: Box, content: RoomContent, unit: number): RoomLayout {
  const widthPx = (free.maxX - free.minX) / unit;
  const heightPx = (free.maxY - free.minY) / unit;
  const stack = stackOf(content, widthPx, heightPx - gapPx);
  const total = stack.markPx + stack.value + stack.lines.length * linePx + stack.seats;
  const top = -total / 2;
  const underMark = top + stack.markPx;
  const underLines = underMark + stack.lines.length * linePx;
  const half = Math.max(stack.widthPx, stack.markPx - gapPx) / 2;
  return {
    middle: [(free.minX + free.maxX) / 2, (free.minY + free.maxY) / 2],
    lines: stack.lines,
    baselines: stack.lines.map((_, row) => underMark + row * linePx + 12),
    valueBaseline: stack.value > 0 ? underLines + 17 : null,
    seatsBaseline: stack.seats > 0 ? underLines + stack.value + 12 : null,
    mark: stack.markPx > 0 ? { y: top + stack.markPx / 2, sizePx: stack.markPx - gapPx } : null,
    room: { minX: -widthPx / 2, maxX: widthPx / 2, minY: -heightPx / 2, maxY: heightPx / 2 },
    taken: { minX: -half, maxX: half, minY: top, maxY: top + total },
  };
}

interface Stack {
  /** Heights; 0 where it is left out. */
  readonly markPx: number;
  readonly value: number;
  readonly seats: number;
  readonly lines: readonly string[];
  readonly widthPx: number;
}

/** The mark comes first, then the value, then the name, then the seats. */
function stackOf({ name, hasValue, hasMark, seats }: RoomContent, widthPx: number, heightPx: number): Stack {
  const mark = hasMark ? Math.max(leastMarkPx, Math.min(markPx, widthPx - 2, heightPx)) + gapPx : 0;
  let left = heightPx - mark;
  const value = hasValue && left >= valueLinePx && widthPx >= leastValueEms * valuePx ? valueLinePx : 0;
  left -= value;
  const mostLines = Math.max(0, Math.min(3, Math.floor(left / linePx)));
  const lines = mostLines > 0 ? breakText(name, (widthPx - paddingPx) / namePx, mostLines) : [];
  left -= lines.length * linePx;
  const seatsWidth = textEms(seats) * seatsPx;
  const hasSeats =
    seats !== '' && lines.length > 0 && left >= 3 * seatsLinePx && widthPx > seatsWidth + paddingPx;
  return {
    markPx: mark,
    value,
    lines,
    seats: hasSeats ? seatsLinePx : 0,
    widthPx: Math.max(
      value > 0 ? Math.min(valueEms * valuePx, widthPx) : 0,
      hasSeats ? seatsWidth : 0,
      ...lines.map((line) => textEms(line) * namePx),
    ),
  };
}

interface Figure {
  readonly words: string;
  readonly unit: string;
}

/** The value with its unit, the value alone where that is too wide, or nothing. */
export function fitsFigure({ words, unit }: Figure, { room }: RoomLayout): { words: string; unit: string } {
  const widthEms = (room.maxX - room.minX - gapPx) / valuePx;
  if (unit !== '' && textEms(words) + (textEms(unit) + 0.4) * 0.7 <= widthEms) return { words, unit };
  return { words: breakText(words, widthEms, 1)[0] ?? '', unit: '' };
}
