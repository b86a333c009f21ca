// What a chart says beside its curves: hatched stretches whose values are bad or lost, and the span of demo history.
import type uPlot from 'uplot';
import type { Stretch } from '../format/trend.ts';
import { canvasColour, tokenColour } from './series-colour.ts';
import type { Trend } from './trend.ts';

export interface Marks {
  readonly trends: readonly Trend[];
  /** Seconds, with the words for it; null where no demo history was made. */
  readonly demo: { readonly fromS: number; readonly toS: number; readonly words: string } | null;
}

const hatchStepPx = 7;
const hatchOpacity = 0.5;
/** A gap shorter than a pixel is still to be seen. */
const narrowestPx = 2;

/** Below the curves. */
export function drawGaps(plot: uPlot, { trends }: Marks): void {
  for (const { gaps, row, era } of trends) {
    if (era.offsetMs !== 0) continue;
    for (const gap of gaps) if (gap.reason !== 'none') drawGap(plot, gap, canvasColour(row));
  }
}

function drawGap(plot: uPlot, { fromMs, toMs }: Stretch, colour: string): void {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(fromMs / 1000, 'x', true));
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(toMs / 1000, 'x', true));
  if (right < bbox.left || left > bbox.left + bbox.width) return;
  const width = Math.max(narrowestPx, right - left);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = hatchOpacity;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  const step = hatchStepPx * devicePixelRatio;
  const first = Math.floor((left - bbox.height) / step) * step;
  for (let x = first; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** A dashed edge along the top of the span, and its words where they fit. */
export function drawDemo(plot: uPlot, { demo }: Marks): void {
  if (!demo) return;
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(demo.fromS, 'x', true));
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(demo.toS, 'x', true));
  if (right <= left) return;
  const ratio = devicePixelRatio;
  const top = bbox.top + ratio;
  ctx.save();
  ctx.strokeStyle = tokenColour('--ink-3');
  ctx.fillStyle = tokenColour('--ink-3');
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([2 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.lineTo(right, top);
  if (right < bbox.left + bbox.width - 1) ctx.lineTo(right, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  if (ctx.measureText(demo.words).width + 8 * ratio < right - left) {
    ctx.fillText(demo.words, left + 4 * ratio, top + 4 * ratio);
  }
  ctx.restore();
}
