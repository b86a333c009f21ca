// Walks a server's address space from a node downwards, level by level, and gathers its variables. Bounded in depth, nodes
// and variables; where it stops short it says so.
import {
  BrowseDirection,
  type BrowseResult,
  type ClientSession,
  NodeClass,
  NodeClassMask,
  NodeId,
  type ReferenceDescription,
  resolveNodeId,
} from 'node-opcua';

export interface WalkedVariable {
  readonly nodeId: NodeId;
  /** Browse names from below the first node down to the variable. */
  readonly path: readonly string[];
  readonly displayName: string;
  /** By browse name: `EngineeringUnits`, `EURange`, `EnumStrings`. */
  readonly properties: ReadonlyMap<string, NodeId>;
}

export interface Walk {
  readonly variables: readonly WalkedVariable[];
  /** Why it was not all; null where it was. */
  readonly cut: 'variables' | 'nodes' | 'depth' | null;
}

export interface WalkLimits {
  readonly mostVariables: number;
  readonly mostNodes: number;
  readonly deepest: number;
}

/** Nodes asked about in one request, and references of one node in one answer. */
const nodesAtOnce = 50;
const referencesAtOnce = 500;
/** Of one node, over all answers. */
const mostReferences = 20_000;

/** Reference type, node class, browse name and display name (OPC 10000-4, Browse). */
const resultMask = 0x1d;
const hasProperty = resolveNodeId('HasProperty').toString();
/** The server's own diagnostics: hundreds of variables that say nothing of the plant. */
const serverObject = resolveNodeId('Server').toString();

interface Place {
  readonly nodeId: NodeId;
  readonly path: readonly string[];
  readonly variable: Found | null;
}

interface Found {
  readonly nodeId: NodeId;
  readonly path: readonly string[];
  readonly displayName: string;
  readonly properties: Map<string, NodeId>;
}

/** Rejects where the connection breaks. */
export async function walk(session: ClientSession, from: NodeId, limits: WalkLimits): Promise<Walk> {
  const walker = new Walker(session, limits);
  await walker.go(from);
  return { variables: walker.variables, cut: walker.cut };
}

class Walker {
  readonly variables: Found[] = [];
  cut: Walk['cut'] = null;
  readonly #session: ClientSession;
  readonly #limits: WalkLimits;
  readonly #seen = new Set<string>([serverObject]);

  constructor(session: ClientSession, limits: WalkLimits) {
    this.#session = session;
    this.#limits = limits;
  }

  async go(from: NodeId): Promise<void> {
    let level: Place[] = [{ nodeId: from, path: [], variable: null }];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth >= this.#limits.deepest) {
        this.cut ??= 'depth';
        return;
      }
      const next: Place[] = [];
      for (let at = 0; at < level.length && !this.#isFull; at += nodesAtOnce) {
        const places = level.slice(at, at + nodesAtOnce);
        const references = await this.#referencesOf(places);
        for (const [index, place] of places.entries()) this.#take(place, references[index] ?? [], next);
      }
      level = next;
    }
  }

  get #isFull(): boolean {
    return this.cut === 'variables' || this.cut === 'nodes';
  }

  #take(place: Place, references: readonly ReferenceDescription[], next: Place[]): void {
    for (const reference of references) {
      if (this.#isFull) return;
      const name = reference.browseName.name ?? '';
      const nodeId = new NodeId(
        reference.nodeId.identifierType,
        reference.nodeId.value,
        reference.nodeId.namespace,
      );
      if (
        reference.referenceTypeId?.toString() === hasProperty &&
        reference.nodeClass === NodeClass.Variable
      ) {
        place.variable?.properties.set(name, nodeId);
        continue;
      }
      const path = [...place.path, name];
      const found = this.#found(reference, nodeId, path);
      if (found !== 'known') next.push({ nodeId, path, variable: found });
    }
  }

  /** A variable that was not met before; null for an object. */
  #found(reference: ReferenceDescription, nodeId: NodeId, path: readonly string[]): Found | null | 'known' {
    const key = nodeId.toString();
    if (this.#seen.has(key)) return 'known';
    if (this.#seen.size >= this.#limits.mostNodes) this.cut = 'nodes';
    this.#seen.add(key);
    if (reference.nodeClass !== NodeClass.Variable) return null;
    if (this.variables.length >= this.#limits.mostVariables) {
      this.cut = 'variables';
      return 'known';
    }
    const displayName = reference.displayName?.text ?? path.at(-1) ?? '';
    const variable: Found = { nodeId, path, displayName, properties: new Map() };
    this.variables.push(variable);
    return variable;
  }

  async #referencesOf(places: readonly Place[]): Promise<ReferenceDescription[][]> {
    this.#session.requestedMaxReferencesPerNode = referencesAtOnce;
    const results = await this.#session.browse(
      places.map(({ nodeId }) => ({
        nodeId,
        browseDirection: BrowseDirection.Forward,
        referenceTypeId: resolveNodeId('HierarchicalReferences'),
        includeSubtypes: true,
        nodeClassMask: NodeClassMask.Object | NodeClassMask.Variable,
        resultMask,
      })),
    );
    const all = results.map(({ references }) => references ?? []);
    for (const [index, { continuationPoint }] of results.entries()) {
      if (continuationPoint?.length) all[index] = await this.#rest(all[index]!, continuationPoint);
    }
    return all;
  }

  async #rest(begun: ReferenceDescription[], point: Buffer): Promise<ReferenceDescription[]> {
    const all = [...begun];
    let continuation: Buffer | null = point;
    while (continuation?.length && all.length < mostReferences) {
      const { references, continuationPoint }: BrowseResult = await this.#session.browseNext(
        continuation,
        false,
      );
      all.push(...(references ?? []));
      continuation = references?.length ? continuationPoint : null;
    }
    if (continuation?.length) {
      this.cut ??= 'nodes';
      await this.#session.browseNext(continuation, true);
    }
    return all;
  }
}
