// What can happen to a reply on its way: it is cut, stretched, doubled, swapped, lies about its length, its kind, its
// numbers and its encodings. Written apart from the library: only framing (OPC 10000-6, 6.7.2) and the DataValues that carry
// the test's own numbers are known here. Pure.
import type { Random } from '@campus/runtime';
import { variableOf } from './mutated-values.ts';

const headerBytes = 8;
/** Channel, token, sequence number, request id. */
const channelBytes = 24;
const largestChunk = 1_000_000;

/** Cuts a stream of bytes into chunks; bytes that cannot be framed come as they are. */
export class ChunkStream {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const chunks: Buffer[] = [];
    while (this.#rest.length >= headerBytes) {
      const size = this.#rest.readUInt32LE(4);
      if (size < headerBytes || size > largestChunk)
        throw new Error(`the server sends a chunk of ${size} bytes`);
      if (size > this.#rest.length) break;
      chunks.push(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
    }
    return chunks;
  }
}

/** What goes out instead of a chunk; `held` waits for the next one. */
export interface Mutated {
  readonly kind: string;
  readonly out: readonly Buffer[];
  readonly isHeld?: boolean;
}

type Mutation = (chunk: Buffer, random: Random) => Mutated['out'] | null;

const words = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[whole(random, list.length)]!;
}

function copyWith(chunk: Buffer, change: (copy: Buffer) => void): Buffer[] {
  const copy = Buffer.from(chunk);
  change(copy);
  return [copy];
}

/** The header says how long it is now. */
function resized(bytes: Buffer): Buffer[] {
  return copyWith(bytes, (copy) => copy.writeUInt32LE(copy.length, 4));
}

/** Offsets of the test's numbers: bytes that a mutation without a signature must leave alone, as nobody could tell. */
function numbersIn(chunk: Buffer): number[] {
  const found: number[] = [];
  for (let at = channelBytes; at + 8 <= chunk.length; at++) {
    if (chunk[at + 7] === 0x42 && variableOf(chunk.readDoubleLE(at)) !== null) found.push(at);
  }
  return found;
}

function isFree(at: number, length: number, numbers: readonly number[]): boolean {
  return numbers.every((number) => at + length <= number || at >= number + 8);
}

/** Of everything: framing, channel, order. */
const framing: Readonly<Record<string, Mutation>> = {
  'cut short': (chunk, random) => [chunk.subarray(0, whole(random, chunk.length))],
  'cut short and resized': (chunk, random) =>
    resized(chunk.subarray(0, headerBytes + whole(random, chunk.length - headerBytes))),
  'length lies': (chunk, random) =>
    copyWith(chunk, (copy) =>
      copy.writeUInt32LE(oneOf(random, [...words, copy.length - 1, copy.length + 1]), 4),
    ),
  'other kind': (chunk, random) =>
    copyWith(
      chunk,
      (copy) => void copy.write(oneOf(random, ['MSG', 'OPN', 'CLO', 'ERR', 'ACK', 'XYZ']), 'latin1'),
    ),
  'other chunk flag': (chunk, random) =>
    copyWith(chunk, (copy) => copy.writeUInt8(oneOf(random, [0x41, 0x43, 0x46, 0x58, 0]), 3)),
  'other channel number': (chunk, random) =>
    chunk.length < channelBytes
      ? null
      : copyWith(chunk, (copy) => copy.writeUInt32LE(oneOf(random, words), oneOf(random, [8, 12, 16, 20]))),
  doubled: (chunk) => [chunk, chunk],
  dropped: () => [],
  'junk before it': (chunk, random) => [
    Buffer.from(Array.from({ length: 1 + whole(random, 40) }, () => whole(random, 256))),
    chunk,
  ],
};

/** Of what is inside, where no signature guards it: lengths, types, encodings; never the numbers themselves. */
const structure: Readonly<Record<string, Mutation>> = {
  'a word inside lies': (chunk, random) => {
    const numbers = numbersIn(chunk);
    const at = channelBytes + whole(random, Math.max(1, chunk.length - channelBytes - 4));
    if (at + 4 > chunk.length || !isFree(at, 4, numbers)) return null;
    return copyWith(chunk, (copy) => copy.writeUInt32LE(oneOf(random, words), at));
  },
  'a byte inside lies': (chunk, random) => {
    const at = channelBytes + whole(random, Math.max(1, chunk.length - channelBytes));
    if (at >= chunk.length || !isFree(at, 1, numbersIn(chunk))) return null;
    return copyWith(chunk, (copy) => copy.writeUInt8(whole(random, 256), at));
  },
  'bytes are missing': (chunk, random) => {
    const from = headerBytes + whole(random, chunk.length - headerBytes);
    const to = Math.min(chunk.length, from + 1 + whole(random, 30));
    return resized(Buffer.concat([chunk.subarray(0, from), chunk.subarray(to)]));
  },
  'bytes too many': (chunk, random) => {
    const at = headerBytes + whole(random, chunk.length - headerBytes);
    const junk = Buffer.from(Array.from({ length: 1 + whole(random, 30) }, () => whole(random, 256)));
    return resized(Buffer.concat([chunk.subarray(0, at), junk, chunk.subarray(at)]));
  },
  'other type of a number': (chunk, random) => {
    const numbers = numbersIn(chunk);
    if (numbers.length === 0) return null;
    return copyWith(chunk, (copy) => copy.writeUInt8(oneOf(random, otherTypes), oneOf(random, numbers) - 1));
  },
  'other parts of a data value': (chunk, random) => {
    const numbers = numbersIn(chunk);
    if (numbers.length === 0) return null;
    return copyWith(chunk, (copy) => copy.writeUInt8(whole(random, 64), oneOf(random, numbers) - 2));
  },
};

/** Every built-in type but Double, some as arrays. */
const otherTypes = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 17, 19, 20, 21, 22, 23, 24, 25, 0x88, 0x8b, 0xcb,
];

/** Any byte at all: where a signature guards the message. */
const anything: Readonly<Record<string, Mutation>> = {
  'a bit is flipped': (chunk, random) =>
    copyWith(chunk, (copy) => {
      const at = whole(random, copy.length);
      copy.writeUInt8(copy.readUInt8(at) ^ (1 << whole(random, 8)), at);
    }),
  'a word is another': (chunk, random) =>
    copyWith(chunk, (copy) => copy.writeUInt32LE(whole(random, 2 ** 32), whole(random, copy.length - 4))),
};

export class Mutator {
  readonly #random: Random;
  readonly #isSigned: boolean;
  readonly #mutations: readonly (readonly [string, Mutation])[];

  /** `isSigned`: what is inside may be changed at will. */
  constructor(random: Random, isSigned: boolean) {
    this.#random = random;
    this.#isSigned = isSigned;
    const inside = isSigned ? { ...structure, ...anything } : structure;
    this.#mutations = [
      ...Object.entries(framing),
      ...Object.entries(inside),
      ['swapped', (chunk) => [chunk]],
    ];
  }

  mutate(chunk: Buffer): Mutated {
    const sent = this.#isSigned ? null : claimsIn(chunk);
    for (;;) {
      const [kind, mutation] = oneOf(this.#random, this.#mutations);
      const out = mutation(chunk, this.#random);
      if (out && (sent === null || !out.some((part) => isPerfectLie(part, sent)))) {
        return { kind, out, ...(kind === 'swapped' ? { isHeld: true } : {}) };
      }
    }
  }
}

/** By offset of a number: which item it is said to be of. A notification has the item's number before the value. */
function claimsIn(chunk: Buffer): Set<string> {
  return new Set(numbersIn(chunk).map((at) => `${chunk.readUInt32LE(at - 6)} ${chunk.readDoubleLE(at)}`));
}

/** A number of the server's under the name of another variable, in perfect form: without a signature nobody could tell. */
function isPerfectLie(chunk: Buffer, sent: ReadonlySet<string>): boolean {
  return [...claimsIn(chunk)].some((claim) => !sent.has(claim));
}
