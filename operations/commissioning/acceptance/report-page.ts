// The acceptance report as one page of HTML that prints well: head, summary, faults, a table by space, device and point with the
// headings repeated on each sheet, signatures. Written in parts, so that others have their turn. Pure.
import type { AcceptanceReport, Language, ReportPoint, Text } from '@campus/campus-model';
import { pointRow } from './report-row.ts';
import { reportScript, reportStyle } from './report-style.ts';
import { escaped, type ReportLanguage, TextWriter } from './report-text.ts';
import { incompleteWords, rejectedWords, reportWords, scopeWords, signers } from './report-words.ts';

interface ReportPageOptions {
  readonly language: ReportLanguage;
  readonly checksum: string;
  /** Who asked for the page. */
  readonly madeBy: string;
  readonly timeZone: string;
  /** Where the evidence is had as a file. */
  readonly fileAddress: string;
}

/** Rows written in one part. */
const rowsAPart = 100;
const columns = ['point', 'value', 'judgement', 'order', 'reference', 'verdict'] as const;

export function* reportPage(report: AcceptanceReport, options: ReportPageOptions): Generator<string> {
  const write = new TextWriter(options.language, options.timeZone);
  yield head(report, write, options);
  yield summary(report, write);
  yield faults(report, write);
  yield* evidence(report, write);
  yield signatures(write);
  yield `<script>${reportScript}</script>\n</body>\n</html>\n`;
}

function head(report: AcceptanceReport, write: TextWriter, options: ReportPageOptions): string {
  const { title, site, scope, at, madeBy, software, checksum, verify } = reportWords;
  const language: Language = options.language === 'en' ? 'en' : 'zh';
  const what = `${write.text(scopeWords[report.scope.kind])} · ${write.text(report.scope.name)}`;
  const facts: readonly (readonly [Text, string])[] = [
    [site, write.text(report.site.name)],
    [scope, what],
    [at, escaped(write.time(report.at))],
    [madeBy, escaped(options.madeBy)],
    [software, escaped(report.software)],
    [checksum, `<code>${options.checksum}</code><br>${write.text(verify)}`],
  ];
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title[language])} · ${escaped(report.site.name[language])}</title>
<style>${reportStyle}</style></head>
<body>
<div class="acts"><button type="button" id="print">${write.text(reportWords.print)}</button>
<a href="${escaped(options.fileAddress)}" download>${write.text(reportWords.evidenceFile)}</a></div>
<h1>${write.text(title)}</h1>
<dl>${facts.map(([words, said]) => `<dt>${write.text(words)}</dt><dd>${said}</dd>`).join('')}</dl>
`;
}

function summary({ summary: sums, isComplete, points }: AcceptanceReport, write: TextWriter): string {
  const words = isComplete ? reportWords.complete : incompleteWords(sums.open);
  const rejected = sums.rejected > 0 ? ` ${write.text(rejectedWords(sums.rejected))}` : '';
  const keys = ['points', 'accepted', 'rejected', 'notApplicable', 'open'] as const;
  const headings = keys.map((key) => `<th scope="col">${write.text(reportWords[key])}</th>`).join('');
  const byGateway = [...Map.groupBy(points, ({ gateway }) => gateway.id).values()].map((own) => {
    const count = (verdict: string | null) =>
      own.filter(({ standing }) => (standing?.verdict ?? null) === verdict).length;
    const cells = [own.length, ...['accepted', 'rejected', 'not-applicable', null].map(count)];
    return `<tr><th scope="row">${write.text(own[0]!.gateway.name)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const all = keys.map((key) => `<td>${sums[key]}</td>`).join('');
  return `<p class="verdict-box${isComplete ? '' : ' is-open'}" data-complete="${isComplete}">${write.text(words)}${rejected}</p>
<h2>${write.text(reportWords.summary)}</h2>
<table class="summary"><thead><tr><th scope="col">${write.text(reportWords.gateway)}</th>${headings}</tr></thead>
<tbody>${byGateway.join('\n')}<tr><th scope="row">${write.text(reportWords.total)}</th>${all}</tr></tbody></table>
`;
}

/** What is not accepted with its reason, and how many points of which device are open. */
function faults({ points }: AcceptanceReport, write: TextWriter): string {
  const rejected = points.filter(({ standing }) => standing?.verdict === 'rejected');
  const open = Map.groupBy(
    points.filter(({ standing }) => standing === null),
    ({ device }) => device.id,
  );
  const items = [
    ...rejected.map(
      (point) =>
        `<li><strong>${write.text(reportWords.rejected)}</strong> ${placeOf(point, write)} · ${write.text(point.name)}: ${escaped(point.standing?.note ?? '—')}</li>`,
    ),
    ...[...open.values()].map(
      (own) => `<li>${placeOf(own[0]!, write)}: ${own.length} ${write.text(reportWords.openHere)}</li>`,
    ),
  ];
  const list =
    items.length === 0 ? `<p>${write.text(reportWords.noFaults)}</p>` : `<ul>${items.join('\n')}</ul>`;
  return `<h2>${write.text(reportWords.faults)}</h2>${list}\n`;
}

function placeOf({ space, device }: ReportPoint, write: TextWriter): string {
  return `${write.text(space.name)} · ${write.text(device.name)}`;
}

function* evidence({ points }: AcceptanceReport, write: TextWriter): Generator<string> {
  const headings = columns.map(
    (column) => `<th scope="col" class="col-${column}">${write.text(reportWords[column])}</th>`,
  );
  yield `<h2>${write.text(reportWords.evidence)}</h2>
<div class="scroll"><table><thead><tr>${headings.join('')}</tr></thead>\n`;
  let rows: string[] = [];
  let device = '';
  for (const point of points) {
    if (point.device.id !== device) {
      rows.push(`${device === '' ? '' : '</tbody>\n'}<tbody>${deviceRow(point, write)}`);
      device = point.device.id;
    }
    rows.push(pointRow(point, write));
    if (rows.length < rowsAPart) continue;
    yield rows.join('\n');
    rows = [];
  }
  yield `${rows.join('\n')}${device === '' ? '' : '</tbody>'}</table></div>\n`;
}

function deviceRow(point: ReportPoint, write: TextWriter): string {
  const { building, floor, space, device, gateway, endpointId, protocol } = point;
  const place = [building, floor, space, device].map(({ name }) => write.text(name)).join(' · ');
  const about = [device.id, device.model, gateway.id, endpointId, protocol].map(escaped).join(' · ');
  return `<tr class="place"><th colspan="${columns.length}" scope="rowgroup">${place}<small>${about}</small></th></tr>`;
}

function signatures(write: TextWriter): string {
  const { signatures: title, name, signature, date } = reportWords;
  const headings = ['', ...[name, signature, date].map((words) => write.text(words))];
  const rows = signers.map(
    (signer) => `<tr><th scope="row">${write.text(signer)}</th><td></td><td></td><td></td></tr>`,
  );
  return `<h2>${write.text(title)}</h2><table class="signatures"><thead><tr>${headings
    .map((words) => (words === '' ? '<td></td>' : `<th scope="col">${words}</th>`))
    .join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>\n`;
}
