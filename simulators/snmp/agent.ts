// An SNMP agent of version 2c on UDP: answers get, get-next, get-bulk and set. Who does not know its community hears nothing.
import { createSocket, type RemoteInfo } from 'node:dgram';
import type { Clock, Log, Random } from '@campus/runtime';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import type { Faults } from '../faults/faults.ts';
import { compareOids, decodeInteger, elementsIn, encodeElement, type Oid, tags } from './ber.ts';
import {
  decodeRequest,
  encodeResponse,
  errorStatus,
  pduTags,
  type Request,
  type Varbind,
} from './message.ts';
import { type AgentObject, agentObjects } from './objects.ts';

/** Values in one answer; an agent in a small box refuses more. */
const mostValues = 60;
/** Answers that wait to be late; past it requests are lost, as in any box. */
const mostLate = 100;

export interface AgentOptions {
  readonly endpointId: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly device: SimulatedDevice;
  readonly community: string;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** After a set has switched something. */
  onWritten(): void;
}

export interface RunningAgent {
  readonly port: number;
  close(): Promise<void>;
}

export async function startSnmpAgent(options: AgentOptions): Promise<RunningAgent> {
  const { host, port, log } = options;
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', (error) => log.debug({ error: error.message }, 'snmp agent'));
  const agent = new Agent(options, (bytes, to) => socket.send(bytes, to.port, to.address, () => {}));
  socket.on('message', (bytes, from) => agent.take(bytes, from));
  return {
    port: socket.address().port,
    close: () => {
      agent.close();
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}

class Agent {
  readonly #options: AgentOptions;
  readonly #send: (bytes: Buffer, to: RemoteInfo) => void;
  /** By object identifier, as get-next needs them. */
  readonly #objects: readonly AgentObject[];
  readonly #late = new Set<() => void>();

  constructor(options: AgentOptions, send: (bytes: Buffer, to: RemoteInfo) => void) {
    this.#options = options;
    this.#send = send;
    const startedAt = options.clock.monotonic();
    const upS = (): number => (options.clock.monotonic() - startedAt) / 1_000;
    this.#objects = agentObjects(options.device, upS).sort((a, b) => compareOids(a.oid, b.oid));
  }

  take(datagram: Buffer, from: RemoteInfo): void {
    const { faults, device, endpointId, community, clock } = this.#options;
    const { mode, delayMs } = faults.device(device.id, endpointId);
    const request = decodeRequest(datagram);
    if (mode === 'silent' || !request || request.community !== community) return;
    const answer = mode === 'garbage' ? this.#garbage() : this.#answer(request);
    if (!answer) return;
    if (mode !== 'slow') this.#send(answer, from);
    else if (this.#late.size < mostLate) {
      const cancel = clock.after(delayMs, () => {
        this.#late.delete(cancel);
        this.#send(answer, from);
      });
      this.#late.add(cancel);
    }
  }

  close(): void {
    for (const cancel of this.#late) cancel();
    this.#late.clear();
  }

  #garbage(): Buffer {
    return Buffer.from(Array.from({ length: 40 }, () => Math.floor(this.#options.random() * 256)));
  }

  #answer(request: Request): Buffer | null {
    const { pdu, varbinds } = request;
    if (varbinds.length > mostValues) {
      return encodeResponse(request, [], { status: errorStatus.tooBig, index: 0 });
    }
    if (pdu === pduTags.get)
      return encodeResponse(
        request,
        varbinds.map(({ oid }) => this.#get(oid)),
      );
    if (pdu === pduTags.getNext)
      return encodeResponse(
        request,
        varbinds.map(({ oid }) => this.#next(oid)),
      );
    if (pdu === pduTags.getBulk) return encodeResponse(request, this.#bulk(request));
    return pdu === pduTags.set ? this.#set(request) : null;
  }

  #get(oid: Oid): Varbind {
    const found = this.#objects.find((object) => compareOids(object.oid, oid) === 0);
    if (found) return { oid, value: found.read() };
    const column = oid.slice(0, -1);
    const isKnown = this.#objects.some((object) => compareOids(object.oid.slice(0, -1), column) === 0);
    return { oid, value: encodeElement(isKnown ? tags.noSuchInstance : tags.noSuchObject, []) };
  }

  #next(oid: Oid): Varbind {
    const found = this.#objects.find((object) => compareOids(object.oid, oid) > 0);
    return found
      ? { oid: found.oid, value: found.read() }
      : { oid, value: encodeElement(tags.endOfMibView, []) };
  }

  #bulk({ varbinds, numbers: [nonRepeaters, repetitions] }: Request): Varbind[] {
    const found = varbinds.slice(0, nonRepeaters).map(({ oid }) => this.#next(oid));
    let row = varbinds.slice(nonRepeaters);
    for (let i = 0; i < repetitions && row.length > 0 && found.length + row.length <= mostValues; i++) {
      row = row.map(({ oid }) => this.#next(oid));
      found.push(...row);
    }
    return found;
  }

  /** All or nothing is asked of an agent; a strip that switches relays checks all, then does them one by one. */
  #set(request: Request): Buffer {
    const orders = request.varbinds.map(({ oid, value }) => {
      const object = this.#objects.find((it) => compareOids(it.oid, oid) === 0);
      return { object, value: integerIn(value) };
    });
    const refusal = orders.findIndex(({ object, value }) => !object?.set || value === null);
    if (refusal >= 0) {
      const status = orders[refusal]!.object?.set ? errorStatus.wrongType : errorStatus.notWritable;
      return encodeResponse(request, request.varbinds, { status, index: refusal + 1 });
    }
    const failed = orders.findIndex(({ object, value }) => !object!.set!(value!));
    this.#options.onWritten();
    if (failed < 0) return encodeResponse(request, request.varbinds);
    return encodeResponse(request, request.varbinds, { status: errorStatus.wrongValue, index: failed + 1 });
  }
}

/** Null where the value is no INTEGER. */
function integerIn(value: Buffer): number | null {
  const [element] = elementsIn(value) ?? [];
  const integer = element?.tag === tags.integer ? decodeInteger(element.content) : null;
  return integer === null ? null : Number(integer);
}
