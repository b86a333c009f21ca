// What can happen to a Modbus reply on its way. Modbus TCP has no checksum: there only what surrounds the registers is
// changed, as nobody could tell a changed number. On a serial line any byte may change, and the CRC is wrong then. Written
// apart from the driver. Pure.
import type { Random } from '@campus/runtime';

export interface Asked {
  /** 0 on a serial line. */
  readonly transaction: number;
  readonly unit: number;
  readonly code: number;
  readonly start: number;
  readonly count: number;
}

/** What goes out instead of a reply, piece by piece. */
export interface Mutated {
  readonly out: readonly Buffer[];
  /** `cut`: the connection ends then; `mute`: it says nothing more; `held`: it follows the next reply; a number: so many timeouts later. */
  readonly after?: 'cut' | 'mute' | 'held' | number;
}

/** What else is on the connection. */
export interface Around {
  /** Asked and not answered, without this one. */
  readonly pending: readonly Asked[];
  /** Replies that went out before. */
  readonly past: readonly Buffer[];
}

type Mutation = (frame: Buffer, asked: Asked, random: Random, around: Around) => Mutated | null;

const words = [0, 1, 2, 3, 0x7f, 0xfd, 0xfe, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff];
const exceptions = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 0, 255];
/** Where a serial line's device would be read in smaller parts after these, answers to all parts look alike. */
const dividing = new Set([1, 2, 3]);
const mbapBytes = 7;
/** A transaction so far away is none of those in flight. */
const farAway = 1_000;
const strangers = 100;

function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[whole(random, list.length)]!;
}

function noise(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: 1 + whole(random, most) }, () => whole(random, 256)));
}

function copyWith(frame: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(frame);
  change(copy);
  return copy;
}

/** The pieces of a whole frame. */
function pieces(frame: Buffer, random: Random): Buffer[] {
  const cuts = [whole(random, frame.length), whole(random, frame.length)].sort((a, b) => a - b);
  return [frame.subarray(0, cuts[0]), frame.subarray(cuts[0], cuts[1]), frame.subarray(cuts[1])];
}

/** A byte that is another one. */
function otherByte(random: Random, byte: number): number {
  return byte ^ (1 + whole(random, 255));
}

const onAnyLine: Readonly<Record<string, Mutation>> = {
  'cut short, then the connection': (frame, _asked, random) => ({
    out: [frame.subarray(0, whole(random, frame.length))],
    after: 'cut',
  }),
  'cut short, then silence': (frame, _asked, random) => ({
    out: [frame.subarray(0, whole(random, frame.length))],
    after: 'mute',
  }),
  dropped: () => ({ out: [] }),
  doubled: (frame) => ({ out: [frame, frame] }),
  'doubled at once': (frame) => ({ out: [Buffer.concat([frame, frame])] }),
  'noise before it': (frame, _asked, random) => ({ out: [noise(random, 40), frame] }),
  'noise after it': (frame, _asked, random) => ({ out: [Buffer.concat([frame, noise(random, 40)])] }),
  'noise only': (_frame, _asked, random) => ({ out: [noise(random, 300)] }),
  'in pieces': (frame, _asked, random) => ({ out: pieces(frame, random) }),
  late: (frame, _asked, random) => ({ out: [frame], after: random() * 1.5 }),
};

/** The header says how long it is now. */
function resized(frame: Buffer): Buffer {
  return copyWith(frame, (copy) => void (copy.length >= 6 && copy.writeUInt16BE(copy.length - 6, 4)));
}

function exceptionOf(asked: Asked, reason: number): Buffer {
  const frame = Buffer.from([0, 0, 0, 0, 0, 3, asked.unit, asked.code | 0x80, reason]);
  frame.writeUInt16BE(asked.transaction, 0);
  return frame;
}

/** Only a number of a request that expects other bytes, or none: else the reply is right in every form. */
function otherTransaction(asked: Asked, random: Random, { pending }: Around): number {
  const others = pending.filter(({ unit, count }) => unit !== asked.unit || count !== asked.count);
  if (others.length > 0 && random() < 0.7) return oneOf(random, others).transaction;
  return (asked.transaction + farAway + whole(random, 50_000)) & 0xffff;
}

const onTcp: Readonly<Record<string, Mutation>> = {
  ...onAnyLine,
  'cut short and resized': (frame, _asked, random) => ({
    out: [resized(frame.subarray(0, 6 + whole(random, frame.length - 6)))],
  }),
  'length lies': (frame, _asked, random) => ({
    out: [
      copyWith(frame, (copy) => {
        const length = frame.length - 6;
        const lies = [...words, length - 1, length + 1, length + 2, length - 2].filter((it) => it !== length);
        copy.writeUInt16BE(oneOf(random, lies), 4);
      }),
    ],
  }),
  'transaction lies': (frame, asked, random, around) => ({
    out: [copyWith(frame, (copy) => copy.writeUInt16BE(otherTransaction(asked, random, around), 0))],
  }),
  'protocol lies': (frame, _asked, random) => ({
    out: [copyWith(frame, (copy) => copy.writeUInt16BE(1 + whole(random, 0xffff), 2))],
  }),
  'unit lies': (frame, asked, random) => ({
    out: [copyWith(frame, (copy) => copy.writeUInt8(otherByte(random, asked.unit), 6))],
  }),
  'function lies': (frame, asked, random) => ({
    out: [
      copyWith(frame, (copy) =>
        copy.writeUInt8(oneOf(random, [asked.code ^ 7, asked.code | 0x80, otherByte(random, asked.code)]), 7),
      ),
    ],
  }),
  'byte count lies': (frame, _asked, random) => ({
    out: [copyWith(frame, (copy) => copy.writeUInt8(otherByte(random, frame[8]!), 8))],
  }),
  'bytes are missing': (frame, _asked, random) => {
    const from = mbapBytes + whole(random, frame.length - mbapBytes);
    return {
      out: [resized(Buffer.concat([frame.subarray(0, from), frame.subarray(from + 1 + whole(random, 12))]))],
    };
  },
  'bytes too many': (frame, _asked, random) => {
    const at = mbapBytes + whole(random, frame.length - mbapBytes);
    return { out: [resized(Buffer.concat([frame.subarray(0, at), noise(random, 30), frame.subarray(at)]))] };
  },
  exception: (_frame, asked, random) => ({ out: [exceptionOf(asked, oneOf(random, exceptions))] }),
  'an exception that goes on': (_frame, asked, random) => ({
    out: [resized(Buffer.concat([exceptionOf(asked, oneOf(random, exceptions)), noise(random, 20)]))],
  }),
  swapped: (frame) => ({ out: [frame], after: 'held' }),
  'after past ones': (frame, _asked, random, { past }) =>
    past.length === 0 ? null : { out: [oneOf(random, past), oneOf(random, past), frame] },
  'past ones only': (_frame, _asked, random, { past }) =>
    past.length === 0 ? null : { out: [oneOf(random, past)] },
};

/** With the CRC that belongs to it. */
function sealed(body: Buffer): Buffer {
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crcOf(body));
  return Buffer.concat([body, crc]);
}

export function crcOf(bytes: Buffer): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

const onSerialLine: Readonly<Record<string, Mutation>> = {
  ...onAnyLine,
  'a bit is flipped': (frame, _asked, random) => ({
    out: [copyWith(frame, (copy) => flip(copy, whole(random, copy.length), 1 << whole(random, 8)))],
  }),
  'bytes are others': (frame, _asked, random) => ({
    out: [
      copyWith(frame, (copy) => {
        for (let i = 0; i <= whole(random, 6); i++)
          flip(copy, whole(random, copy.length), 1 + whole(random, 255));
      }),
    ],
  }),
  'bytes are missing': (frame, _asked, random) => {
    const from = whole(random, frame.length);
    return { out: [Buffer.concat([frame.subarray(0, from), frame.subarray(from + 1 + whole(random, 12))])] };
  },
  'bytes too many': (frame, _asked, random) => {
    const at = whole(random, frame.length);
    return { out: [Buffer.concat([frame.subarray(0, at), noise(random, 30), frame.subarray(at)])] };
  },
  'another unit answers': (frame, asked, random) => ({
    out: [
      sealed(
        copyWith(frame.subarray(0, -2), (copy) =>
          copy.writeUInt8(asked.unit + strangers + whole(random, 50), 0),
        ),
      ),
    ],
  }),
  'another function': (frame, asked, random) => ({
    out: [
      sealed(
        copyWith(frame.subarray(0, -2), (copy) =>
          copy.writeUInt8(oneOf(random, [1, 2, asked.code ^ 7, 6, 16, 0]), 1),
        ),
      ),
    ],
  }),
  'fewer registers': (frame, asked, random) => {
    const kept = 2 * whole(random, asked.count);
    return { out: [sealed(copyWith(frame.subarray(0, 3 + kept), (copy) => copy.writeUInt8(kept, 2)))] };
  },
  'byte count lies': (frame, _asked, random) => ({
    out: [sealed(copyWith(frame.subarray(0, -2), (copy) => copy.writeUInt8(otherByte(random, copy[2]!), 2)))],
  }),
  exception: (_frame, { unit, code }, random) => {
    const reason = oneOf(random, exceptions);
    return dividing.has(reason) ? null : { out: [sealed(Buffer.from([unit, code | 0x80, reason]))] };
  },
};

function flip(bytes: Buffer, at: number, bits: number): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ bits, at);
}

export class Mutator {
  readonly #random: Random;
  readonly #isSerial: boolean;
  readonly #mutations: readonly Mutation[];

  constructor(random: Random, isSerial: boolean) {
    this.#random = random;
    this.#isSerial = isSerial;
    this.#mutations = Object.values(isSerial ? onSerialLine : onTcp);
  }

  mutate(frame: Buffer, asked: Asked, around: Around): Mutated {
    for (;;) {
      const mutated = oneOf(this.#random, this.#mutations)(frame, asked, this.#random, around);
      if (mutated && !(this.#isSerial && holdsPerfectLie(Buffer.concat([...mutated.out]), frame, asked)))
        return mutated;
    }
  }
}

/** Once in sixty thousand a changed frame has the right CRC again. */
function holdsPerfectLie(bytes: Buffer, right: Buffer, { unit, code }: Asked): boolean {
  for (let at = 0; at + right.length <= bytes.length; at++) {
    if (bytes[at] !== unit || bytes[at + 1] !== code) continue;
    const found = bytes.subarray(at, at + right.length);
    if (!found.equals(right) && crcOf(found.subarray(0, -2)) === found.readUInt16LE(right.length - 2))
      return true;
  }
  return false;
}
