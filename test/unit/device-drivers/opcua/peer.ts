// A real OPC UA server with the nodes of a machine and a VR lab, whose values a test sets; with security, users and methods
// where a test asks for them.
import {
  type AddressSpace,
  DataType,
  type DataTypeIds,
  DataValue,
  MessageSecurityMode,
  type Namespace,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  type StatusCode,
  StatusCodes,
  standardUnits,
  type UAObject,
  type UAVariable,
  Variant,
} from 'node-opcua';
import type { MadeCertificate } from './certificates.ts';

type DataTypeName = keyof typeof DataTypeIds & keyof typeof DataType;

const nodes: Readonly<Record<string, DataTypeName>> = {
  'CNC1.State': 'Int32',
  'CNC1.Mode': 'Int32',
  'CNC1.SpindleSpeed': 'Double',
  'CNC1.SpindleLoad': 'Double',
  'CNC1.SpindleTemperature': 'Float',
  'CNC1.FeedOverride': 'Double',
  'CNC1.Door': 'Boolean',
  'CNC1.StackLight': 'Int32',
  'CNC1.CoolantLevel': 'Double',
  'CNC1.Program': 'String',
  'CNC1.Parts': 'UInt32',
  'VR.Session': 'Int32',
  'VR.SessionTarget': 'Int32',
  'VR.HeadsetsOnline': 'UInt16',
  'VR.HeadsetsCharging': 'UInt16',
  'VR.App': 'String',
  'VR.ServerCpu': 'Double',
  'VR.ServerTemperature': 'Double',
};

const allModes = [MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt];
const allPolicies = [
  SecurityPolicy.None,
  SecurityPolicy.Basic256Sha256,
  SecurityPolicy.Aes128_Sha256_RsaOaep,
  SecurityPolicy.Aes256_Sha256_RsaPss,
];

export interface PeerWish {
  /** Shown to clients; with it, security of all modes and policies is offered beside none. */
  readonly certificate?: MadeCertificate;
  /** False: clients' certificates are refused that were not put into the folder. */
  readonly trustsClients?: boolean;
  /** Who is let in; all where left out. */
  readonly isUser?: (name: string, password: string) => boolean;
  /** Before the server's own namespace, so that its number is another. */
  readonly otherNamespace?: string;
  /** Numbers below `Counters` that report each change. */
  readonly counters?: readonly string[];
}

/** Namespace of the nodes. */
export const peerNamespace = 'urn:test:machines';

export class OpcuaPeer {
  readonly port: number;
  refuseWrites = false;
  /** Names of the methods that were called, with their arguments. */
  readonly calls: { method: string; inputs: unknown[] }[] = [];
  /** Times that somebody asked to be let in. */
  signIns = 0;
  readonly #server: OPCUAServer;
  readonly #variables = new Map<string, UAVariable>();
  readonly #values = new Map<string, DataValue>();
  #isClosed = false;

  static async start(port: number, pkiFolder: string, wish: PeerWish = {}): Promise<OpcuaPeer> {
    const { certificate, trustsClients = true, isUser } = wish;
    const certificates = new OPCUACertificateManager({
      rootFolder: pkiFolder,
      disableFileWatchers: true,
      automaticallyAcceptUnknownCertificate: trustsClients,
    });
    const peer: OpcuaPeer[] = [];
    const server = new OPCUAServer({
      port,
      host: '127.0.0.1',
      serverCertificateManager: certificates,
      userCertificateManager: certificates,
      nodeset_filename: [nodesets.standard],
      securityModes: certificate ? allModes : [MessageSecurityMode.None],
      securityPolicies: certificate ? allPolicies : [SecurityPolicy.None],
      ...(certificate
        ? { certificateFile: certificate.certificateFile, privateKeyFile: certificate.keyFile }
        : {}),
      allowAnonymous: isUser === undefined,
      // Variables may report each change, not only one in a sampling interval.
      serverCapabilities: { minSupportedSampleRate: 0 },
      userManager: {
        isValidUser: (name: string, password: string) => {
          peer[0]!.signIns++;
          return isUser?.(name, password) ?? true;
        },
      },
    });
    await server.initialize();
    peer.push(new OpcuaPeer(port, server));
    peer[0]!.#build(server.engine.addressSpace!, wish);
    await server.start();
    return peer[0]!;
  }

  private constructor(port: number, server: OPCUAServer) {
    this.port = port;
    this.#server = server;
  }

  set(
    node: string,
    value: number | string,
    more: { status?: keyof typeof StatusCodes; at?: number } = {},
  ): void {
    const type = nodes[node]!;
    const raw = type === 'Boolean' ? value === 1 : value;
    const sourceTimestamp = new Date(more.at ?? Date.now());
    const data = new DataValue({
      value: new Variant({ dataType: DataType[type], value: raw }),
      statusCode: StatusCodes[more.status ?? 'Good'] as StatusCode,
      sourceTimestamp,
    });
    this.#values.set(node, data);
    this.#variables.get(node)?.setValueFromSource(data.value, data.statusCode, sourceTimestamp);
  }

  get(node: string): unknown {
    return this.#values.get(node)?.value.value;
  }

  remove(node: string): void {
    this.#server.engine.addressSpace!.deleteNode(this.#variables.get(node)!);
    this.#variables.delete(node);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#server.shutdown(0);
  }

  /** Sets a counter; each change is kept for clients, however fast. */
  count(node: string, value: number, at: number): void {
    const variant = new Variant({ dataType: DataType.Double, value });
    this.#variables.get(`Counters.${node}`)!.setValueFromSource(variant, StatusCodes.Good, new Date(at));
  }

  get sessionsMade(): number {
    return this.#server.engine.cumulatedSessionCount;
  }

  #build(space: AddressSpace, { otherNamespace, counters = [] }: PeerWish): void {
    if (otherNamespace !== undefined) space.registerNamespace(otherNamespace);
    const namespace =
      otherNamespace === undefined ? space.getOwnNamespace() : space.registerNamespace(peerNamespace);
    const folders = new Map(
      ['CNC1', 'VR'].map((name) => [
        name,
        namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: name, nodeId: `s=${name}` }),
      ]),
    );
    for (const [node, type] of Object.entries(nodes)) {
      const variable = namespace.addVariable({
        componentOf: folders.get(node.split('.')[0]!)!,
        browseName: node.split('.')[1]!,
        nodeId: `s=${node}`,
        dataType: type,
        minimumSamplingInterval: 50,
      });
      this.#variables.set(node, variable);
      this.set(node, type === 'String' ? '' : 0);
      if (node === 'VR.SessionTarget') this.#takeWrites(node, variable);
    }
    this.#addMethods(namespace, folders.get('CNC1')!);
    this.#addAnalog(namespace, folders.get('CNC1')!);
    const home = namespace.addObject({
      organizedBy: space.rootFolder.objects,
      browseName: 'Counters',
      nodeId: 's=Counters',
    });
    for (const name of counters) {
      const place = { componentOf: home, browseName: name, nodeId: `s=Counters.${name}` };
      const variable = namespace.addVariable({ ...place, dataType: 'Double', minimumSamplingInterval: 0 });
      this.#variables.set(`Counters.${name}`, variable);
      this.count(name, 0, Date.now() - 60_000);
    }
  }

  /** CNC1.Start, CNC1.Stop, and CNC1.SetSpeed(Double), which takes no more than 6000. */
  #addMethods(namespace: Namespace, owner: UAObject): void {
    for (const [name, inputs] of [
      ['Start', []],
      ['Stop', []],
      ['SetSpeed', [{ name: 'speed', dataType: DataType.Double }]],
    ] as const) {
      const method = namespace.addMethod(owner, {
        browseName: name,
        nodeId: `s=CNC1.${name}`,
        inputArguments: [...inputs],
        outputArguments: [],
      });
      method.bindMethod(async (given: Variant[], _context: unknown) => {
        const values = given.map(({ value }) => value as unknown);
        if (Number(values[0] ?? 0) > 6_000) return { statusCode: StatusCodes.BadOutOfRange };
        this.calls.push({ method: name, inputs: values });
        return { statusCode: StatusCodes.Good, outputArguments: [] };
      });
    }
  }

  #addAnalog(namespace: Namespace, owner: UAObject): void {
    namespace.addAnalogDataItem({
      componentOf: owner,
      browseName: 'OilTemperature',
      nodeId: 's=CNC1.OilTemperature',
      displayName: '油温',
      dataType: DataType.Double,
      engineeringUnits: standardUnits.degree_celsius,
      engineeringUnitsRange: { low: -10, high: 150 },
      value: { dataType: DataType.Double, value: 41.5 },
    });
  }

  #takeWrites(node: string, variable: UAVariable): void {
    variable.bindVariable(
      {
        timestamped_get: () => this.#values.get(node)!,
        timestamped_set: async (data: DataValue) => {
          if (this.refuseWrites) return StatusCodes.BadNotWritable;
          this.#values.set(node, data);
          return StatusCodes.Good;
        },
      },
      true,
    );
  }
}
