// How the acceptance report looks on a screen and on A4, and the one line of script behind its print button. The page carries
// both itself, so that a saved copy looks the same with no server.

export const reportStyle = `
:root { color-scheme: light; --ink: #172024; --ink-2: #3f4c52; --line: #849197; --soft: #eef1f2; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 297mm; padding: 10mm 12mm; color: var(--ink); background: #fff;
  font: 9.5pt/1.5 "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1 { margin: 0 0 4mm; font-size: 18pt; }
h2 { margin: 7mm 0 2mm; font-size: 12pt; break-after: avoid; }
[lang="en"] + [lang="zh"], [lang="zh"] + [lang="en"] { margin-left: 0.5em; }
.en-below > [lang="en"] { display: block; margin-left: 0; color: var(--ink-2); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5mm 6mm; margin: 0; }
dt { color: var(--ink-2); }
dd { margin: 0; }
code { font: 8pt/1.4 ui-monospace, "Cascadia Mono", Consolas, monospace; }
.verdict-box { margin: 4mm 0; padding: 3mm 4mm; border: 1.5pt solid var(--ink); font-weight: 600; }
.verdict-box.is-open { border-style: dashed; background: var(--soft); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { padding: 1mm 1.5mm; border: 0.4pt solid var(--line); vertical-align: top; text-align: left; font-size: 8pt; line-height: 1.4; }
thead { display: table-header-group; }
thead th { background: var(--soft); font-weight: 600; }
tr { break-inside: avoid; }
.summary { width: auto; table-layout: auto; }
.summary td { text-align: right; }
.place th { background: var(--soft); break-after: avoid; font-weight: 600; }
.place small, td small { display: block; color: var(--ink-2); font-size: 7pt; font-weight: 400; }
.col-point { width: 27%; } .col-value { width: 13%; } .col-judgement { width: 20%; }
.col-order { width: 16%; } .col-reference { width: 10%; } .col-verdict { width: 14%; }
.is-bad { font-weight: 700; }
.signatures { table-layout: fixed; break-inside: avoid; }
.signatures td { height: 14mm; }
.acts { display: flex; flex-wrap: wrap; gap: 4mm; margin-bottom: 6mm; }
.acts button, .acts a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 18px; border: 1px solid var(--line);
  border-radius: 8px; background: #fff; color: var(--ink); font: inherit; text-decoration: none; cursor: pointer; }
.acts :focus-visible { outline: 3px solid #0a5a66; outline-offset: 2px; }
.scroll { overflow-x: auto; }
.scroll > table { min-width: 720px; }
@page { size: A4 landscape; margin: 12mm 12mm 14mm;
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; color: #3f4c52; } }
@media print {
  body { max-width: none; padding: 0; }
  .acts { display: none; }
  .scroll { overflow: visible; }
  .scroll > table { min-width: 0; }
}
`;

export const reportScript = `document.getElementById('print').addEventListener('click', () => window.print());`;
