// The library's client as this driver uses it: one connection without repairs of its own, and only to a server whose
// certificate is trusted where the settings ask for security.
import type { Clock, Log } from '@campus/runtime';
import {
  type EndpointDescription,
  InMemoryCertificateStore,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  setErrorLogger,
  setWarningLogger,
} from 'node-opcua';
import { urlHost } from '../url-host.ts';
import type { OpcuaFolder } from './folder.ts';
import { guardedTransports } from './guarded-transport.ts';
import type { OwnIdentity } from './own-identity.ts';
import { judgeServer } from './server-trust.ts';
import type { OpcuaEndpoint } from './settings.ts';
import { Trouble } from './trouble.ts';
import { within } from './within.ts';

export interface Surroundings {
  readonly endpointId: string;
  readonly folder: OpcuaFolder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The server says that it lives at least this often; three missed signs end the link. */
export const keepAliveMs = 2_000;
export const missedSigns = 3;
const endGraceMs = 2_000;
/** The library takes a buffer of the first size for each message it sends, however short; long ones go in pieces. */
const transportSettings = {
  sendBufferSize: 16_384,
  receiveBufferSize: 65_536,
  // Far more than the values of ten thousand variables.
  maxMessageSize: 16_777_216,
  maxChunkCount: 1_024,
};

const modes = {
  none: MessageSecurityMode.None,
  sign: MessageSecurityMode.Sign,
  'sign-and-encrypt': MessageSecurityMode.SignAndEncrypt,
} as const;

export function urlOf({ host, port, path }: OpcuaEndpoint): string {
  return `opc.tcp://${urlHost(host)}:${port}${path}`;
}

/**
 * A client that is to be connected; `onClient` is told each one that is made on the way, for whoever has to end it. Rejects
 * with a Trouble where the server is not to be spoken to.
 */
export async function clientFor(
  settings: OpcuaEndpoint,
  identity: OwnIdentity,
  surroundings: Surroundings,
  onClient: (client: OPCUAClient) => void,
): Promise<OPCUAClient> {
  quieten(surroundings.log);
  const { mode } = settings.security;
  const plain = createClient(settings, identity, MessageSecurityMode.None, SecurityPolicy.None);
  onClient(plain);
  if (mode === 'none') return plain;
  const policy = SecurityPolicy[settings.security.policy ?? 'Basic256Sha256'];
  const offered = await askEndpoints(settings, plain, surroundings.clock);
  const endpoint = offered.find((it) => it.securityMode === modes[mode] && it.securityPolicyUri === policy);
  if (!endpoint)
    throw new Trouble(missingWords(settings, offered), 'configurationError', 'later', 'endpoint');
  const { endpointId, folder, clock } = surroundings;
  const server = { endpointId, host: settings.host, security: settings.security };
  await judgeServer(endpoint.serverCertificate, server, folder, clock);
  const secured = createClient(settings, identity, modes[mode], policy, endpoint.serverCertificate);
  onClient(secured);
  return secured;
}

/** Closes the channel; waits a moment at most for the server to agree. */
export async function disconnect(client: OPCUAClient, clock: Clock): Promise<void> {
  await within(clock, endGraceMs, 'disconnecting', client.disconnect()).catch(() => {});
}

/** What the server offers, asked on a channel without security, which every server has for this (OPC 10000-4, GetEndpoints). */
async function askEndpoints(
  settings: OpcuaEndpoint,
  client: OPCUAClient,
  clock: Clock,
): Promise<readonly EndpointDescription[]> {
  try {
    const { timeoutMs } = settings;
    await within(clock, timeoutMs, 'connecting', client.connect(urlOf(settings)));
    return await within(clock, timeoutMs, 'asking for endpoints', client.getEndpoints());
  } finally {
    await disconnect(client, clock);
  }
}

function createClient(
  settings: OpcuaEndpoint,
  { provider, applicationUri }: OwnIdentity,
  securityMode: MessageSecurityMode,
  securityPolicy: SecurityPolicy,
  serverCertificate?: Buffer,
): OPCUAClient {
  const { timeoutMs, publishingMs, outageMs } = settings;
  return OPCUAClient.create({
    applicationName: 'campus-agent',
    applicationUri,
    certificateKeyPairProvider: provider,
    // Servers are judged before; this store is asked about our own certificate only.
    clientCertificateManager: new InMemoryCertificateStore({ autoAcceptUnknown: false }),
    securityMode,
    securityPolicy,
    ...(serverCertificate ? { serverCertificate } : {}),
    // A server behind address translation names itself otherwise than we do.
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
    defaultTransactionTimeout: timeoutMs,
    transportTimeout: Math.max(timeoutMs, (missedSigns + 1) * Math.max(keepAliveMs, publishingMs)),
    transportFactory: guardedTransports,
    transportSettings,
    keepSessionAlive: false,
    keepPendingSessionsOnDisconnect: true,
    requestedSessionTimeout: outageMs,
  });
}

function missingWords({ security }: OpcuaEndpoint, offered: readonly EndpointDescription[]): string {
  const words = offered.map(
    (it) => `${MessageSecurityMode[it.securityMode]} ${it.securityPolicyUri?.replace(/^.*#/, '')}`,
  );
  const asked = `${security.mode} with ${security.policy ?? 'Basic256Sha256'}`;
  return `the server does not offer ${asked}; it offers ${words.slice(0, 12).join(', ') || 'nothing'}`;
}

/** The library writes its own lines; trouble is told once by the session, so they are for debugging only. */
function quieten(log: Log): void {
  setWarningLogger((...words) => log.debug({ opcua: words.join(' ') }, 'opcua'));
  setErrorLogger((...words) => log.debug({ opcua: words.join(' ') }, 'opcua'));
}
