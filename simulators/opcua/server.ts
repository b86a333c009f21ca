// An OPC UA server for one endpoint, for anybody, as a training workshop's machines are found: without security, and with
// it for clients that ask.
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@campus/runtime';
import type { OPCUAServer } from 'node-opcua';
import type { Faults } from '../faults/faults.ts';
import { DeviceNodes, type OpcuaLibrary, type PlacedDevice } from './address-space.ts';

export interface OpcuaServerOptions {
  readonly endpointId: string;
  readonly host: string;
  readonly port: number;
  readonly devices: readonly PlacedDevice[];
  readonly faults: Faults;
  readonly log: Log;
  onWritten(): void;
}

export interface RunningOpcuaServer {
  /** Hands the devices' changed values to the clients. */
  refresh(): void;
  close(): Promise<void>;
}

export async function startOpcuaServer(options: OpcuaServerOptions): Promise<RunningOpcuaServer> {
  const library = await import('node-opcua');
  const endpoint = new OpcuaEndpoint(library, options);
  await endpoint.start();
  options.faults.onChange(() => endpoint.follow());
  return endpoint;
}

/** Runs the server while the endpoint answers; an endpoint that fell silent has none. */
class OpcuaEndpoint implements RunningOpcuaServer {
  readonly #library: OpcuaLibrary;
  readonly #options: OpcuaServerOptions;
  #running: { server: OPCUAServer; nodes: DeviceNodes } | undefined;
  #isClosed = false;
  /** Starting and stopping, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(library: OpcuaLibrary, options: OpcuaServerOptions) {
    this.#library = library;
    this.#options = options;
  }

  /** Rejects where the port is taken. */
  start(): Promise<void> {
    return this.#change();
  }

  /** Starts or stops the server as the endpoint's fault asks. */
  follow(): void {
    this.#turn = this.#turn
      .then(() => this.#change())
      .catch((error: unknown) =>
        this.#options.log.warn({ error: String(error) }, 'opcua server did not follow'),
      );
  }

  refresh(): void {
    const { faults, endpointId } = this.#options;
    this.#running?.nodes.refresh((device) => faults.device(device.id, endpointId));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.follow();
    await this.#turn;
    await rm(this.#certificateFolder, { recursive: true, force: true });
  }

  async #change(): Promise<void> {
    const { faults, endpointId } = this.#options;
    const isWanted = !this.#isClosed && faults.endpoint(endpointId).mode !== 'silent';
    if (isWanted && !this.#running) {
      this.#running = await this.#start();
      this.refresh();
    } else if (!isWanted && this.#running) {
      const { server } = this.#running;
      this.#running = undefined;
      await server.shutdown(0);
    }
  }

  async #start(): Promise<{ server: OPCUAServer; nodes: DeviceNodes }> {
    const { OPCUAServer, nodesets, MessageSecurityMode, SecurityPolicy } = this.#library;
    const { host, port } = this.#options;
    const certificates = this.#certificates();
    const server = new OPCUAServer({
      host,
      hostname: host,
      port,
      nodeset_filename: [nodesets.standard],
      securityModes: [MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt],
      securityPolicies: [
        SecurityPolicy.None,
        SecurityPolicy.Basic256Sha256,
        SecurityPolicy.Aes128_Sha256_RsaOaep,
        SecurityPolicy.Aes256_Sha256_RsaPss,
      ],
      allowAnonymous: true,
      serverCertificateManager: certificates,
      userCertificateManager: certificates,
      disableDiscovery: true,
      serverInfo: { applicationName: { text: 'Campus simulators' } },
    });
    await server.initialize();
    const nodes = new DeviceNodes(this.#library, () => this.#options.onWritten());
    nodes.build(server.engine.addressSpace!, this.#options.devices);
    await server.start();
    return { server, nodes };
  }

  /** The server's certificate; apart for each port and user, gone at the end. */
  get #certificateFolder(): string {
    return join(tmpdir(), `campus-simulators-opcua-${this.#options.port}-${userInfo().uid}`);
  }

  #certificates() {
    const rootFolder = this.#certificateFolder;
    mkdirSync(rootFolder, { recursive: true, mode: 0o700 });
    return new this.#library.OPCUACertificateManager({
      rootFolder,
      automaticallyAcceptUnknownCertificate: true,
    });
  }
}
