// A real OPC UA server with the nodes of a machine and a VR lab, whose values a test sets.
import {
  type AddressSpace,
  DataType,
  type DataTypeIds,
  DataValue,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  type StatusCode,
  StatusCodes,
  type UAVariable,
  Variant,
} from 'node-opcua';

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

export class OpcuaPeer {
  readonly port: number;
  refuseWrites = false;
  readonly #server: OPCUAServer;
  readonly #variables = new Map<string, UAVariable>();
  readonly #values = new Map<string, DataValue>();
  #isClosed = false;

  static async start(port: number, pkiFolder: string): Promise<OpcuaPeer> {
    const certificates = new OPCUACertificateManager({ rootFolder: pkiFolder, disableFileWatchers: true });
    const server = new OPCUAServer({
      port,
      host: '127.0.0.1',
      serverCertificateManager: certificates,
      userCertificateManager: certificates,
      nodeset_filename: [nodesets.standard],
    });
    await server.initialize();
    const peer = new OpcuaPeer(port, server);
    peer.#build(server.engine.addressSpace!);
    await server.start();
    return peer;
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

  #build(space: AddressSpace): void {
    const namespace = space.getOwnNamespace();
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
