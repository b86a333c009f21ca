// TLS to the one device whose certificate is known by its fingerprint: nothing is sent before it has shown it.
import type { ClientRequestArgs } from 'node:http';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';

type Connected = (error: Error | null, stream: Duplex) => void;

export class PinnedAgent extends Agent {
  readonly #fingerprint: string;

  constructor(fingerprint: string, options: ConstructorParameters<typeof Agent>[0]) {
    // A resumed session shows no certificate.
    super({ ...options, maxCachedSessions: 0 });
    this.#fingerprint = fingerprint.toUpperCase();
  }

  override createConnection(options: ClientRequestArgs, connected?: Connected): undefined {
    const { host, port } = options;
    const socket = connect({ host: host ?? undefined, port: Number(port), rejectUnauthorized: false });
    const failed = (error: Error): void => connected?.(error, socket);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      socket.off('error', failed);
      if (socket.getPeerCertificate().fingerprint256 === this.#fingerprint) return connected?.(null, socket);
      socket.destroy();
      failed(new Error('the certificate is not the one with the given fingerprint'));
    });
  }
}
