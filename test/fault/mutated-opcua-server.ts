// A process with a real OPC UA server whose variables change all the time, to numbers that prove themselves. Told by its
// arguments where its certificate lies; says its port, and ends with its standard input.
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  DataType,
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  type UAVariable,
} from 'node-opcua';
import { genuine } from './mutated-values.ts';

const [folder = '', certificateFile = '', privateKeyFile = '', variables = '8'] = process.argv.slice(2);
const changeEveryMs = 20;
/** Sessions of broken connections wait for their end. */
const mostSessions = 20_000;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const port = await freePort();
const certificates = new OPCUACertificateManager({
  rootFolder: join(folder, 'server-pki'),
  automaticallyAcceptUnknownCertificate: true,
  disableFileWatchers: true,
});
const server = new OPCUAServer({
  port,
  host: '127.0.0.1',
  serverCertificateManager: certificates,
  userCertificateManager: certificates,
  certificateFile,
  privateKeyFile,
  nodeset_filename: [nodesets.standard],
  securityModes: [MessageSecurityMode.None, MessageSecurityMode.Sign],
  securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
  maxConnectionsPerEndpoint: mostSessions,
  serverCapabilities: {
    maxSessions: mostSessions,
    maxSubscriptions: mostSessions,
    maxMonitoredItems: 1_000_000,
  },
  disableDiscovery: true,
});
await server.initialize();
const space = server.engine.addressSpace!;
const namespace = space.getOwnNamespace();
const home = namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: 'P', nodeId: 's=P' });
const nodes: UAVariable[] = Array.from({ length: Number(variables) }, (_, index) =>
  namespace.addVariable({
    componentOf: home,
    browseName: `v${index}`,
    nodeId: `s=P.v${index}`,
    dataType: 'Double',
    minimumSamplingInterval: 0,
  }),
);
let count = 0;
function change(): void {
  count++;
  for (const [index, node] of nodes.entries()) {
    node.setValueFromSource({ dataType: DataType.Double, value: genuine(index, count) });
  }
}
change();
await server.start();
setInterval(change, changeEveryMs);
process.stdin.on('end', () => {
  rmSync(join(folder, 'server-pki'), { recursive: true, force: true });
  process.exit(0);
});
process.stdin.resume();
process.stdout.write(`${JSON.stringify({ port })}\n`);
