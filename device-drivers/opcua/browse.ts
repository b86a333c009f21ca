// What an OPC UA server offers: its variables with paths, types, units and a value each, for whoever drafts a device of it.
// A connection of its own, closed afterwards.
import type { Clock, Log } from '@campus/runtime';
import { type ClientSession, type OPCUAClient, resolveNodeId } from 'node-opcua';
import { readFacts, type VariableFacts } from './browse-values.ts';
import { walk } from './browse-walk.ts';
import { clientFor, disconnect, type Surroundings, urlOf } from './client.ts';
import { opcuaFolder } from './folder.ts';
import { NodeIds } from './node-ids.ts';
import { type OwnIdentity, ownIdentity } from './own-identity.ts';
import { type OpcuaEndpoint, opcuaEndpointSchema } from './settings.ts';
import { Trouble, troubleOf } from './trouble.ts';
import { userToken } from './user-token.ts';
import { within } from './within.ts';

export interface BrowseOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Variables at most; 2,000 where left out. */
  readonly most?: number;
  /** Levels below the node where it begins; 12 where left out. */
  readonly deepest?: number;
  /** Where to begin; the server's Objects folder where left out. */
  readonly from?: string;
  /** The drivers' folder of the gateway, whose certificate and trust are to be used; see folder.ts. */
  readonly folder?: string;
  /** What rejected certificates are named after; `browse` where left out. */
  readonly endpointId?: string;
}

export interface BrowsedVariable extends VariableFacts {
  /** As it can be written into a description, the namespace by its URI. */
  readonly nodeId: string;
  /** Browse names from below the first node: `['CNC1', 'SpindleSpeed']`. */
  readonly path: readonly string[];
  readonly displayName: string;
}

export interface BrowsedServer {
  readonly url: string;
  /** By index, as the server has them. */
  readonly namespaces: readonly string[];
  readonly variables: readonly BrowsedVariable[];
  /** Why it is not all: too many variables, too many nodes, too deep; null where it is all. */
  readonly cut: 'variables' | 'nodes' | 'depth' | null;
}

const defaultMost = 2_000;
const defaultDeepest = 12;
/** Objects and variables looked at, for each variable that may be told. */
const nodesEach = 10;
const longestWalkMs = 120_000;

/**
 * Browses a server. `settings` as an endpoint's settings are written. Rejects with an Error whose message is for people
 * where the server cannot be reached, is not trusted, or refuses; throws where the settings do not pass their schema.
 */
export async function browseServer(settings: unknown, options: BrowseOptions): Promise<BrowsedServer> {
  const endpoint = opcuaEndpointSchema.parse(settings);
  const { clock, log, folder, endpointId = 'browse' } = options;
  const surroundings = { endpointId, folder: opcuaFolder(folder), environment: process.env, clock, log };
  const identity = await ownIdentity(surroundings.folder, clock, log);
  const made: OPCUAClient[] = [];
  try {
    return await browse(endpoint, identity, surroundings, options, made);
  } catch (error) {
    throw troubleOf(error, identity.words, endpoint.user !== undefined);
  } finally {
    for (const client of made) await disconnect(client, clock);
  }
}

async function browse(
  endpoint: OpcuaEndpoint,
  identity: OwnIdentity,
  surroundings: Surroundings,
  options: BrowseOptions,
  made: OPCUAClient[],
): Promise<BrowsedServer> {
  const { clock, folder, environment } = surroundings;
  const limited = <T>(what: string, work: Promise<T>): Promise<T> =>
    within(clock, endpoint.timeoutMs, what, work);
  const client = await clientFor(endpoint, identity, surroundings, (it) => made.push(it));
  await limited('connecting', client.connect(urlOf(endpoint)));
  const token = await userToken(endpoint.user, folder, environment);
  const session = await limited('opening a session', client.createSession(token));
  try {
    const namespaces = await limited('reading namespaces', session.readNamespaceArray());
    const found = await within(clock, longestWalkMs, 'browsing', gather(session, namespaces, options));
    return { url: urlOf(endpoint), namespaces, ...found };
  } finally {
    await limited('closing the session', session.close(true)).catch(() => {});
  }
}

async function gather(session: ClientSession, namespaces: readonly string[], options: BrowseOptions) {
  const { most = defaultMost, deepest = defaultDeepest, from } = options;
  const nodeIds = new NodeIds(namespaces);
  const start = from === undefined ? resolveNodeId('ObjectsFolder') : nodeIds.of(from);
  if (!start) throw new Trouble(`the server has no node ${from}`, 'configurationError', 'later', 'browse');
  const limits = { mostVariables: most, mostNodes: most * nodesEach, deepest };
  const { variables, cut } = await walk(session, start, limits);
  const facts = await readFacts(session, variables);
  return {
    cut,
    variables: variables.map(
      ({ nodeId, path, displayName }, index): BrowsedVariable => ({
        nodeId: nodeIds.lasting(nodeId),
        path,
        displayName,
        ...facts[index]!,
      }),
    ),
  };
}
