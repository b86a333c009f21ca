// The library's own TCP transport with a guard: what it throws at bytes that make no sense ends the connection, not the
// process; and a server whose limits no message could keep is not spoken to.
import { ClientTCP_transport, type IClientTransport, StatusCodes } from 'node-opcua';

type Socket = NonNullable<ClientTCP_transport['_socket']>;
type Connected = Parameters<ClientTCP_transport['connect']>[1];
type Listener = (data: Buffer) => void;

/** What each side must be able to take (OPC 10000-6, Hello message); a whole message and a chunk count of 0 have no limit. */
const leastBufferBytes = 8_192;
const mostBufferBytes = 16_777_216;

class GuardedTransport extends ClientTCP_transport {
  override connect(url: string, callback: Connected): void {
    super.connect(url, (error) => {
      if (error || this.#isWithinLimits()) {
        callback(error);
        return;
      }
      this.dispose();
      callback(new Error('the server names limits that no message could keep'));
    });
  }

  #isWithinLimits(): boolean {
    const { sendBufferSize = 0, receiveBufferSize = 0, maxMessageSize = 0 } = this.parameters ?? {};
    const buffers = [sendBufferSize, receiveBufferSize];
    const isLong = maxMessageSize === 0 || maxMessageSize >= leastBufferBytes;
    return isLong && buffers.every((bytes) => bytes >= leastBufferBytes && bytes <= mostBufferBytes);
  }

  protected override _install_socket(socket: Socket): void {
    super._install_socket(socket);
    const listeners = socket.listeners('data') as Listener[];
    socket.removeAllListeners('data');
    for (const listener of listeners) socket.on('data', (data) => this.#guarded(socket, listener, data));
  }

  #guarded(socket: Socket, listener: Listener, data: Buffer): void {
    try {
      listener(data);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      this.prematureTerminate(new Error(cause.message), StatusCodes.BadTcpInternalError);
      socket.destroy();
    }
  }
}

/** One for each connection, as the library asks. */
export const guardedTransports = {
  create: (settings?: ConstructorParameters<typeof ClientTCP_transport>[0]): IClientTransport =>
    new GuardedTransport(settings) as IClientTransport,
};
