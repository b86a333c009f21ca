// The words of the acceptance report in both languages.
import type {
  AcceptanceVerdict,
  CommandState,
  Plausibility,
  ReportScope,
  Text,
  WitnessVerdict,
} from '@campus/campus-model';

const text = (zh: string, en: string): Text => ({ zh, en });

export const reportWords = {
  title: text('验收报告', 'Acceptance report'),
  print: text('打印或存为 PDF', 'Print, or save as PDF'),
  site: text('站点', 'Site'),
  scope: text('范围', 'Scope'),
  at: text('截至', 'As of'),
  madeBy: text('出具人', 'Made by'),
  software: text('软件版本', 'Software'),
  checksum: text('证据校验值 SHA-256', 'Checksum of the evidence, SHA-256'),
  verify: text(
    '与本报告同时下载的证据文件（JSON），其 sha256sum 应与此相同。',
    'The evidence file (JSON) downloaded with this report has this sha256sum.',
  ),
  evidenceFile: text('下载证据文件（JSON）', 'Download the evidence (JSON)'),
  complete: text('完整：每个测点都已有结论。', 'Complete: every point has a verdict.'),
  summary: text('汇总', 'Summary'),
  points: text('测点', 'Points'),
  accepted: text('合格', 'Accepted'),
  rejected: text('不合格', 'Not accepted'),
  notApplicable: text('不适用', 'Not applicable'),
  open: text('待验', 'Open'),
  gateway: text('网关', 'Gateway'),
  total: text('合计', 'Total'),
  faults: text('不合格与待验', 'Not accepted, and open'),
  noFaults: text('没有。', 'None.'),
  openHere: text('个测点待验', 'points open'),
  evidence: text('逐点证据', 'Evidence by point'),
  point: text('测点与地址', 'Point and address'),
  value: text('验收时的值', 'Value at the verdict'),
  judgement: text('合理性', 'Plausibility'),
  order: text('操作与回读', 'Order and readback'),
  reference: text('参照读数', 'Reference reading'),
  verdict: text('结论', 'Verdict'),
  difference: text('差', 'difference'),
  readback: text('回读', 'readback'),
  witness: text('旁证', 'witness'),
  moved: text('随之动作', 'moved with it'),
  signatures: text('签字', 'Signatures'),
  name: text('姓名', 'Name'),
  signature: text('签字', 'Signature'),
  date: text('日期', 'Date'),
} as const;

export const signers: readonly Text[] = [
  text('施工（安装调试）单位', 'Installer'),
  text('建设（使用）单位', 'School'),
  text('监理单位', 'Supervisor'),
];

export function incompleteWords(open: number): Text {
  return text(
    `不完整：还有 ${open} 个测点没有结论，本报告不能作为完工验收。`,
    `Not complete: ${open} points have no verdict yet. This report does not accept the works as finished.`,
  );
}

export function rejectedWords(rejected: number): Text {
  return text(`其中 ${rejected} 个测点不合格。`, `${rejected} of them are not accepted.`);
}

export const scopeWords: Readonly<Record<ReportScope['kind'], Text>> = {
  site: text('全部', 'whole site'),
  building: text('楼', 'building'),
  gateway: text('网关', 'gateway'),
};

export const verdictWords: Readonly<Record<AcceptanceVerdict, Text>> = {
  accepted: reportWords.accepted,
  rejected: reportWords.rejected,
  'not-applicable': reportWords.notApplicable,
  reopened: reportWords.open,
};

export const plausibilityWords: Readonly<Record<Plausibility, Text>> = {
  plausible: text('合理', 'plausible'),
  doubtful: text('存疑', 'doubtful'),
  implausible: text('不合理', 'implausible'),
  unseen: text('未见', 'not seen'),
};

export const witnessWords: Readonly<Record<WitnessVerdict, Text>> = {
  corroborated: text('一致', 'agrees'),
  contradicted: text('不一致', 'disagrees'),
  silent: text('无数据', 'says nothing'),
};

const stateWords: Readonly<Partial<Record<string, Text>>> = {
  confirmed: text('已确认', 'confirmed'),
  rejected: text('被拒绝', 'rejected'),
  held: text('待高优先级解除', 'held beneath a more urgent order'),
  failed: text('失败', 'failed'),
  expired: text('已过期', 'expired'),
  superseded: text('被取代', 'superseded'),
  unknown: text('结果未知', 'outcome unknown'),
};

export function orderStateWords(state: CommandState): Text {
  return stateWords[state] ?? text('执行中', 'under way');
}
