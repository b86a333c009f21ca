// What a search found as text: endpoint and device lines of a campus description, with the reasons beside them.
import { basename, dirname, join } from 'node:path';
import type { DeviceModel, Protocol, Text } from '@campus/campus-model';
import type { Draft } from '@campus/device-drivers';
import { flowText } from '@campus/operations';
import { writeNew } from '../new-file.ts';
import { inTerminal, say } from '../words.ts';

interface DraftEndpoint {
  readonly id: string;
  readonly protocol: Protocol;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface DraftFile {
  readonly endpoints: readonly DraftEndpoint[];
  /** Devices with the endpoint each is on. */
  readonly devices: readonly (Draft & { readonly endpointId: string })[];
  /** What else was seen; a comment line each. */
  readonly remarks: readonly Text[];
}

export interface DraftOptions {
  /** The gateway that the endpoints are drafted for. */
  readonly gateway: string;
  /** A new file; the terminal where left out. */
  readonly out?: string;
}

const opening: Text = {
  zh: '由 campus discover 起草：请核对后粘贴到校园描述。endpoints 放入同名一节，devices 放入房间的 devices。',
  en: 'Drafted by campus discover: check it, then paste it into the campus description. Endpoints go into the section of that name, devices into the devices of a space.',
};

/** YAML that can be pasted; comments say why each device is thought to be what it is. */
export function draftText({ endpoints, devices, remarks }: DraftFile, gateway: string): string {
  const lines = [comment(opening), ...remarks.map((remark) => comment(remark)), 'endpoints:'];
  for (const { id, protocol, settings } of endpoints) {
    lines.push(`  - ${flowText({ id, gateway, protocol, settings })}`);
  }
  lines.push('devices:');
  for (const { device, endpointId, evidence, model } of devices) {
    for (const reason of evidence) lines.push(`  ${comment(reason)}`);
    if (model) lines.push(`  ${comment(newModelWords(model.id))}`);
    const { id, name, model: modelId, address } = device;
    lines.push(`  - ${flowText({ id, name, model: modelId, endpoint: endpointId, address })}`);
  }
  if (devices.length === 0) lines[lines.length - 1] = 'devices: []';
  return `${lines.join('\n')}\n`;
}

/** What a device says may hold anything; a comment is one line. */
function comment(text: Text): string {
  return `# ${inTerminal(text).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;
}

function newModelWords(id: string): Text {
  return {
    zh: `型号目录中没有合适的型号；随附草稿 ${id}`,
    en: `no model of the catalogue fits; a draft ${id} comes with it`,
  };
}

/** A model as a file of device-drivers/device-models/. */
export function modelText(model: DeviceModel): string {
  const name = model.id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return `// Draft: hold names, units and spans against the maker's document, name it in \`source\`, and add it to index.ts.
import { deviceModel } from "./point-builder.ts";

export const ${name} = deviceModel(${JSON.stringify(model, null, 2)});
`;
}

/** Prints a draft, or writes it and the models it brings into new files. Throws CommandFailure where one is there. */
export async function handOver(file: DraftFile, { gateway, out }: DraftOptions): Promise<void> {
  const text = draftText(file, gateway);
  const models = file.devices.flatMap(({ model }) => model ?? []);
  if (out === undefined) {
    process.stdout.write(text);
    for (const model of models) process.stdout.write(asComments(model));
    return;
  }
  await writeNew(out, text);
  for (const model of models) await writeNew(modelPath(out, model.id), modelText(model));
  const count = file.devices.length;
  say({
    zh: `${out}：${count} 台设备${models.length > 0 ? `，另有 ${models.length} 个型号草稿在 ${modelPath(out, '*')}` : ''}。`,
    en: `${out}: ${count} devices${models.length > 0 ? `, and ${models.length} drafts of models in ${modelPath(out, '*')}` : ''}.`,
  });
}

function modelPath(out: string, id: string): string {
  return join(dirname(out), `${basename(out, '.yaml')}-${id}.ts`);
}

function asComments(model: DeviceModel): string {
  const lines = modelText(model).trimEnd().split('\n');
  return `\n${[`device-drivers/device-models/${model.id}.ts`, ...lines].map((line) => `# ${line}`).join('\n')}\n`;
}
