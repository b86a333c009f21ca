// Devices out of the variables of an OPC UA server: those below one object are one device. Pure.
import type { DeviceModel, DeviceModelCatalogue } from '@campus/campus-model';
import { deviceModel, text } from '../device-models/point-builder.ts';
import type { BrowsedServer, BrowsedVariable } from '../opcua/browse.ts';
import type { Draft } from './draft.ts';
import { draftPoint, freeId, type SeenValue } from './draft-point.ts';

/** A device that has more is a whole plant; its rest is left for a model written by hand. */
const mostPoints = 200;
const mostDevices = 500;
/** Of a model's nodes a device must have this share to be taken for one. */
const leastShare = 0.8;

/** Drafts in the order of the server's objects; the server's own diagnostics are left out. */
export function draftOpcua(server: BrowsedServer, models: DeviceModelCatalogue): Draft[] {
  const groups = new Map<string, BrowsedVariable[]>();
  for (const variable of server.variables) {
    if (variable.path[0] === 'Server' || !variable.access.read || variable.isArray) continue;
    const parent = variable.path.slice(0, -1).join('/');
    const group = groups.get(parent);
    if (group) group.push(variable);
    else if (groups.size < mostDevices) groups.set(parent, [variable]);
  }
  const ids = new Set<string>();
  const modelIds = new Set(models.keys());
  return [...groups.values()].map((group) => draftOf(server, group, models, ids, modelIds));
}

function draftOf(
  server: BrowsedServer,
  group: readonly BrowsedVariable[],
  models: DeviceModelCatalogue,
  ids: Set<string>,
  modelIds: Set<string>,
): Draft {
  const path = group[0]!.path.slice(0, -1);
  const label = path.join(' ') || 'objects';
  const root = rootOf(group);
  const id = freeId(label, ids, 48);
  const known = root === null ? null : knownModel(group, root, models);
  const model = known
    ? undefined
    : newModel(server, group, root, label, freeId(`opcua-${label}`, modelIds, 60));
  const seen = `${group.length} variables`;
  return {
    device: {
      id,
      name: text(label, label),
      model: known ?? model!.id,
      address: root === null ? {} : { root },
    },
    ...(model ? { model } : {}),
    evidence: [text(`${server.url}：${label}，${group.length} 个变量`, `${server.url}: ${label}, ${seen}`)],
  };
}

/** What node ids of text form have in common before a dot and the variable's own name; null where they have nothing. */
function rootOf(group: readonly BrowsedVariable[]): string | null {
  const roots = new Set(group.map(({ nodeId }) => /^(nsu?=[^;]+;s=.+)\.[^.]+$/.exec(nodeId)?.[1] ?? ''));
  const [root] = roots;
  return roots.size === 1 && root ? root : null;
}

function nodeName({ nodeId }: BrowsedVariable, root: string | null): string {
  return root !== null && nodeId.startsWith(`${root}.`) ? nodeId.slice(root.length + 1) : nodeId;
}

/** The model whose nodes are there; the one that has the most of them. */
function knownModel(
  group: readonly BrowsedVariable[],
  root: string,
  models: DeviceModelCatalogue,
): string | null {
  const names = new Set(group.map((variable) => nodeName(variable, root)));
  let best: { id: string; found: number } | null = null;
  for (const model of models.values()) {
    if (model.protocol !== 'opcua') continue;
    const nodes = new Set(
      model.points.flatMap(({ address }) => (typeof address.node === 'string' ? address.node : [])),
    );
    const found = [...nodes].filter((node) => names.has(node)).length;
    if (found < Math.max(1, nodes.size * leastShare)) continue;
    if (!best || found > best.found) best = { id: model.id, found };
  }
  return best?.id ?? null;
}

function newModel(
  server: BrowsedServer,
  group: readonly BrowsedVariable[],
  root: string | null,
  label: string,
  id: string,
): DeviceModel {
  const pointIds = new Set<string>();
  return deviceModel({
    id,
    name: text(label, label),
    maker: 'generic',
    kind: 'machine',
    system: 'workshop',
    protocol: 'opcua',
    source: `draft from browsing ${server.url}`,
    points: group.slice(0, mostPoints).map((variable) => {
      const name = variable.path.at(-1) ?? variable.displayName;
      return draftPoint(seenOf(variable), freeId(name, pointIds, 40), { node: nodeName(variable, root) });
    }),
  });
}

function seenOf(variable: BrowsedVariable): SeenValue {
  const { displayName, valueType, unit, range, states, sample } = variable;
  const type = valueType ?? variable.dataType ?? '';
  const kind = type === 'Boolean' ? 'boolean' : /^(U?Int|S?Byte|Float|Double)/.test(type) ? 'number' : 'text';
  const seen = typeof sample.value === 'number' ? { min: sample.value, max: sample.value } : {};
  return {
    label: displayName || variable.path.at(-1) || variable.nodeId,
    kind,
    ...(unit ? { unit } : {}),
    ...(range ? { range } : {}),
    ...(states ? { states } : {}),
    ...seen,
  };
}
