// A client of the live stream for tests: Engine.IO 4 and Socket.IO 5 spoken by hand over a WebSocket, so that
// what is on the wire is seen as it is.
import {
  type Alarm,
  type Command,
  decodeLiveFrame,
  type LiveTexts,
  type LiveValue,
} from '@campus/campus-model';

export interface ValuesMessage {
  readonly generation: number;
  readonly values: LiveValue[];
  readonly texts: LiveTexts | null;
}

export class LiveClient {
  readonly values: ValuesMessage[] = [];
  readonly alarms: Alarm[] = [];
  readonly commands: Command[] = [];
  readonly gateways: unknown[] = [];
  /** Code of the refusal, where the server refused. */
  refusal: unknown = null;
  isConnected = false;
  isClosed = false;
  readonly #socket: WebSocket;
  #awaiting: { generation: number; texts: LiveTexts | null } | null = null;

  constructor(port: number, headers: Record<string, string>) {
    const url = `ws://127.0.0.1:${port}/live/?EIO=4&transport=websocket`;
    // Node's WebSocket takes headers beside the protocols; the browser's types do not know it.
    this.#socket = new WebSocket(url, { headers } as unknown as string[]);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data));
    this.#socket.addEventListener('close', () => {
      this.isClosed = true;
      this.isConnected = false;
    });
    this.#socket.addEventListener('error', () => {});
  }

  watch(generation: number, pointIds: unknown): void {
    this.emit('watch', { generation, pointIds });
  }

  emit(event: string, body: unknown): void {
    this.#socket.send(`42${JSON.stringify([event, body])}`);
  }

  close(): void {
    this.#socket.close();
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') this.#receiveFrame(data);
    else if (data === '2') this.#socket.send('3');
    else if (data.startsWith('0')) this.#socket.send('40');
    else if (data.startsWith('40')) this.isConnected = true;
    else if (data.startsWith('44')) this.refusal = JSON.parse(data.slice(2)).data;
    else if (data.startsWith('451-')) this.#announceFrame(JSON.parse(data.slice(4)));
    else if (data.startsWith('42')) this.#receiveEvent(JSON.parse(data.slice(2)));
  }

  #announceFrame([, generation, , texts]: [string, number, unknown, LiveTexts | null]): void {
    this.#awaiting = { generation, texts };
  }

  #receiveFrame(frame: ArrayBuffer): void {
    this.values.push({ ...this.#awaiting!, values: decodeLiveFrame(frame) });
  }

  #receiveEvent([event, body]: [string, never[]]): void {
    if (event === 'alarms') this.alarms.push(...body);
    if (event === 'commands') this.commands.push(...body);
    if (event === 'gateways') this.gateways.push(body);
  }
}
