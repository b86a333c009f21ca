// One point of the acceptance report as a row of its table. Pure.
import {
  type Evidence,
  figure,
  qualityOf,
  type ReportPoint,
  reasonOf,
  type Text,
} from '@campus/campus-model';
import { escaped, type TextWriter } from './report-text.ts';
import {
  orderStateWords,
  plausibilityWords,
  reportWords,
  verdictWords,
  witnessWords,
} from './report-words.ts';

/** Movements of a trial that are told; the file holds more. */
const movementsTold = 4;

export function pointRow(point: ReportPoint, write: TextWriter): string {
  const { standing } = point;
  const cells = [
    `${write.text(point.name)}<small>${escaped(point.pointId)}<br>${write.text(point.address)}</small>`,
    standing ? valueCell(point, standing.evidence, write) : '—',
    standing ? judgementCell(standing.evidence, write) : '—',
    standing ? orderCell(point, standing.evidence, write) : '',
    standing ? referenceCell(point, standing.evidence, write) : '',
    verdictCell(point, write),
  ];
  return `<tr data-point="${escaped(point.pointId)}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function said(point: ReportPoint, value: number | null, text: string | null): Text {
  if (text !== null && text !== '') return { zh: text, en: text };
  if (value === null) return { zh: '—', en: '—' };
  const plain = figure(value, point);
  return point.states?.[String(value)] ?? { zh: plain, en: plain };
}

function valueCell(point: ReportPoint, { value, text, timeMs, status }: Evidence, write: TextWriter): string {
  if (timeMs === null) return '—';
  const quality = qualityOf(status) === 'good' ? '' : `<br>${write.text(reasonOf(status))}`;
  return `${write.text(said(point, value, text))}<small>${escaped(write.time(timeMs))}${quality}</small>`;
}

function judgementCell({ plausibility, findings }: Evidence, write: TextWriter): string {
  const reasons = findings.map(({ words }) => `<small>${write.text(words)}</small>`);
  return `${write.text(plausibilityWords[plausibility])}${reasons.join('')}`;
}

function orderCell(point: ReportPoint, { order, trial }: Evidence, write: TextWriter): string {
  if (!order) return '';
  const ordered = write.text(said(point, order.value, null));
  const back = order.readback === null ? '—' : write.text(said(point, order.readback, null));
  const lines = [
    `${ordered} → ${write.text(reportWords.readback)} ${back}`,
    `<small>${write.text(orderStateWords(order.state))}, ${escaped(write.time(order.at))}, ${escaped(order.by)}</small>`,
  ];
  if (order.witness) {
    lines.push(
      `<small>${write.text(reportWords.witness)} ${write.text(witnessWords[order.witness])}</small>`,
    );
  }
  const moved = trial?.movements.slice(0, movementsTold).map(({ pointId }) => escaped(pointId)) ?? [];
  if (moved.length > 0) lines.push(`<small>${write.text(reportWords.moved)}: ${moved.join(', ')}</small>`);
  return lines.join('');
}

function referenceCell(point: ReportPoint, { reference }: Evidence, write: TextWriter): string {
  if (!reference) return '';
  const { value, instrument, difference } = reference;
  const told =
    difference === null
      ? ''
      : `<br>${write.text(reportWords.difference)} ${escaped(figure(difference, point))}`;
  return `${escaped(figure(value, point))}${told}<small>${escaped(instrument)}</small>`;
}

function verdictCell({ standing }: ReportPoint, write: TextWriter): string {
  if (!standing) return `<strong>${write.text(reportWords.open)}</strong>`;
  const { verdict, note, by, byName, at } = standing;
  const words = `<span class="${verdict === 'rejected' ? 'is-bad' : ''}">${write.text(verdictWords[verdict])}</span>`;
  const told = note === null ? '' : `<small>${escaped(note)}</small>`;
  return `${words}${told}<small>${escaped(byName ?? by)}<br>${escaped(write.time(at))}</small>`;
}
