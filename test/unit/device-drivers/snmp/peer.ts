// An SNMP agent on a raw socket, with objects and faults of the test's making. Its encoding is the simulators', not the
// driver's.
import { createSocket, type RemoteInfo } from 'node:dgram';
import { encodeElement, encodeInteger, tags } from '../../../../simulators/snmp/ber.ts';
import {
  decodeRequest,
  encodeResponse,
  errorStatus,
  pduTags,
  type Request,
  type Varbind,
} from '../../../../simulators/snmp/message.ts';

type Answer = Buffer | 'usual' | 'silent' | { readonly afterMs: number };

export class SnmpPeer {
  /** Encoded values by object identifier. */
  readonly objects = new Map<string, Buffer>([['1.3.6.1.2.1.1.3.0', ticks(1_000)]]);
  readonly requests: Request[] = [];
  /** Objects in one message, above which it says tooBig. */
  mostValues = 100;
  /** Messages that ask for one of these fail as a whole, as with some agents of old. */
  readonly poisoned = new Set<string>();
  answer: (request: Request) => Answer = () => 'usual';
  readonly #socket = createSocket('udp4');

  listen(): Promise<number> {
    this.#socket.on('message', (bytes, from) => this.#take(bytes, from));
    return new Promise((resolve) => {
      this.#socket.bind(0, '127.0.0.1', () => resolve(this.#socket.address().port));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  /** The objects of the requests, as text. */
  asked(): string[][] {
    return this.requests.map(({ varbinds }) => varbinds.map(({ oid }) => oid.join('.')));
  }

  #take(bytes: Buffer, from: RemoteInfo): void {
    const request = decodeRequest(bytes);
    if (!request) return;
    this.requests.push(request);
    const answer = this.answer(request);
    if (answer === 'silent') return;
    const datagram = Buffer.isBuffer(answer) ? answer : this.usual(request);
    const send = (): void => this.#socket.send(datagram, from.port, from.address, () => {});
    if (typeof answer === 'object' && 'afterMs' in answer) setTimeout(send, answer.afterMs);
    else send();
  }

  usual(request: Request): Buffer {
    const { varbinds, pdu } = request;
    if (varbinds.length > this.mostValues) {
      return encodeResponse(request, varbinds, { status: errorStatus.tooBig, index: 0 });
    }
    const spoilt = varbinds.findIndex(({ oid }) => this.poisoned.has(oid.join('.')));
    if (spoilt >= 0) return encodeResponse(request, varbinds, { status: 2, index: spoilt + 1 });
    if (pdu === pduTags.set) for (const { oid, value } of varbinds) this.objects.set(oid.join('.'), value);
    return encodeResponse(
      request,
      varbinds.map((varbind) => this.#valueOf(varbind)),
    );
  }

  #valueOf({ oid }: Varbind): Varbind {
    return { oid, value: this.objects.get(oid.join('.')) ?? encodeElement(tags.noSuchInstance, []) };
  }
}

export function integer(value: number): Buffer {
  return encodeInteger(tags.integer, BigInt(value));
}

export function counter64(value: bigint): Buffer {
  return encodeInteger(tags.counter64, value);
}

export function words(value: string): Buffer {
  return encodeElement(tags.octets, Buffer.from(value));
}

export function ticks(value: number): Buffer {
  return encodeInteger(tags.timeTicks, BigInt(value));
}
