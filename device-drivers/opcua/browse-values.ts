// What the variables that were found are: type, access, unit, range, states, and the value each has just now.
import {
  AccessLevelFlag,
  AttributeIds,
  type ClientSession,
  DataType,
  type DataValue,
  type NodeId,
} from 'node-opcua';
import type { WalkedVariable } from './browse-walk.ts';
import { mostAtOnce } from './subscribe.ts';

export interface VariableFacts {
  /** Name of its data type: `Double`, `Boolean`, or one of the server's own; null where it does not say. */
  readonly dataType: string | null;
  /** Built-in type of the value it has; null where it has none. */
  readonly valueType: string | null;
  readonly isArray: boolean;
  readonly access: { readonly read: boolean; readonly write: boolean };
  readonly unit?: string;
  readonly range?: { readonly min: number; readonly max: number };
  /** Texts of an enumeration by number. */
  readonly states?: Readonly<Record<string, string>>;
  /** Null where it is not a number, a truth value or a short text. */
  readonly sample: {
    readonly value: number | boolean | string | null;
    readonly status: number;
    readonly timeMs: number | null;
  };
}

const longestText = 200;
const mostStates = 100;
/** Ids of the built-in types are their node ids' numbers in namespace 0 (OPC 10000-6, 5.1.2). */
const lastBuiltIn = 25;

const asked = [AttributeIds.DataType, AttributeIds.UserAccessLevel, AttributeIds.Value] as const;

/** As many as variables, in their order. Rejects where the connection breaks. */
export async function readFacts(
  session: ClientSession,
  variables: readonly WalkedVariable[],
): Promise<VariableFacts[]> {
  const got = await readMany(
    session,
    variables.flatMap(({ nodeId }) => asked.map((attributeId) => ({ nodeId, attributeId }))),
  );
  const properties = await readProperties(session, variables);
  const typeNames = await readTypeNames(session, got);
  return variables.map((variable, index) => {
    const [type, access, value] = got.slice(index * asked.length, (index + 1) * asked.length);
    return factsOf(type!, access!, value!, properties.get(variable) ?? new Map(), typeNames);
  });
}

function factsOf(
  type: DataValue,
  access: DataValue,
  value: DataValue,
  properties: ReadonlyMap<string, unknown>,
  typeNames: ReadonlyMap<string, string>,
): VariableFacts {
  const flags = numberOr(access.value?.value, 0);
  const unit = unitOf(properties.get('EngineeringUnits'));
  const range = rangeOf(properties.get('EURange'));
  const states = statesOf(properties.get('EnumStrings') ?? properties.get('EnumValues'));
  const raw: unknown = value.value?.value;
  const valueType = value.value?.dataType;
  return {
    dataType: typeNames.get(String(type.value?.value)) ?? null,
    valueType: valueType === undefined || valueType === DataType.Null ? null : DataType[valueType],
    isArray: Array.isArray(raw) || ArrayBuffer.isView(raw),
    access: {
      read: (flags & AccessLevelFlag.CurrentRead) !== 0,
      write: (flags & AccessLevelFlag.CurrentWrite) !== 0,
    },
    ...(unit === null ? {} : { unit }),
    ...(range === null ? {} : { range }),
    ...(states === null ? {} : { states }),
    sample: {
      value: shown(raw),
      status: value.statusCode.value,
      timeMs: value.sourceTimestamp?.getTime() ?? null,
    },
  };
}

interface Question {
  readonly nodeId: NodeId;
  readonly attributeId: AttributeIds;
}

async function readMany(session: ClientSession, questions: readonly Question[]): Promise<DataValue[]> {
  const all: DataValue[] = [];
  for (let at = 0; at < questions.length; at += mostAtOnce) {
    const some = questions.slice(at, at + mostAtOnce);
    const values = await session.read([...some]);
    if (values.length !== some.length)
      throw new Error('the server answered for other nodes than were asked for');
    all.push(...values);
  }
  return all;
}

const properties = ['EngineeringUnits', 'EURange', 'EnumStrings', 'EnumValues'] as const;

async function readProperties(session: ClientSession, variables: readonly WalkedVariable[]) {
  const places = variables.flatMap((variable) =>
    properties.flatMap((name) => {
      const nodeId = variable.properties.get(name);
      return nodeId ? [{ variable, name, nodeId }] : [];
    }),
  );
  const values = await readMany(
    session,
    places.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
  );
  const byVariable = new Map<WalkedVariable, Map<string, unknown>>();
  places.forEach(({ variable, name }, index) => {
    const known = byVariable.get(variable) ?? new Map<string, unknown>();
    byVariable.set(variable, known.set(name, values[index]!.value?.value));
  });
  return byVariable;
}

/** Names of the data types among the answers, by node id. */
async function readTypeNames(
  session: ClientSession,
  got: readonly DataValue[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const others = new Map<string, NodeId>();
  for (let at = 0; at < got.length; at += asked.length) {
    const nodeId = got[at]!.value?.value as NodeId | null | undefined;
    if (!nodeId || typeof nodeId !== 'object') continue;
    const builtIn = nodeId.namespace === 0 && Number(nodeId.value) <= lastBuiltIn;
    if (builtIn) names.set(String(nodeId), DataType[Number(nodeId.value)] ?? 'unknown');
    else others.set(String(nodeId), nodeId);
  }
  const answers = await readMany(
    session,
    [...others.values()].map((nodeId) => ({ nodeId, attributeId: AttributeIds.BrowseName })),
  );
  [...others.keys()].forEach((key, index) => {
    const name: unknown = answers[index]!.value?.value?.name;
    if (typeof name === 'string') names.set(key, name);
  });
  return names;
}

function unitOf(raw: unknown): string | null {
  const text = textOf((raw as { displayName?: unknown } | null | undefined)?.displayName);
  return text === null || text === '' ? null : text.slice(0, longestText);
}

function rangeOf(raw: unknown): { min: number; max: number } | null {
  const { low, high } = (raw ?? {}) as { low?: unknown; high?: unknown };
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? { min: low, max: high } : null;
}

/** EnumStrings counts from 0; EnumValues names each number. */
function statesOf(raw: unknown): Record<string, string> | null {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > mostStates) return null;
  const states: Record<string, string> = {};
  raw.forEach((one: { value?: unknown; displayName?: unknown } | null, index) => {
    const text = textOf(one?.displayName ?? one);
    const number = Array.isArray(one?.value) ? one.value[1] : index;
    if (text !== null) states[String(number)] = text.slice(0, longestText);
  });
  return Object.keys(states).length > 0 ? states : null;
}

function textOf(raw: unknown): string | null {
  const text: unknown = raw !== null && typeof raw === 'object' && 'text' in raw ? raw.text : raw;
  return typeof text === 'string' ? text : null;
}

function shown(raw: unknown): number | boolean | string | null {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : null;
  const text = textOf(raw);
  return text === null ? null : text.slice(0, longestText);
}

function numberOr(raw: unknown, otherwise: number): number {
  return typeof raw === 'number' ? raw : otherwise;
}
