// A page on the live stream, reduced to what it is told: Socket.IO as the panel speaks it.
import { decodeLiveFrame } from '@campus/campus-model';
import { io, type Socket } from 'socket.io-client';

export class LivePage {
  /** Values told so far. */
  values = 0;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('values', (_generation: number, frame: ArrayBuffer) => {
      this.values += decodeLiveFrame(frame).length;
    });
  }

  static async open(port: number, cookie: string, pointIds: readonly string[]): Promise<LivePage> {
    const socket = io(`http://127.0.0.1:${port}`, {
      path: '/live/',
      transports: ['websocket'],
      extraHeaders: { cookie },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const page = new LivePage(socket);
    socket.emit('watch', { generation: 1, pointIds });
    return page;
  }

  close(): void {
    this.#socket.close();
  }
}
