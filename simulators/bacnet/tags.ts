// BACnet's encodings by tag (ASHRAE 135, 20.2), written for the simulated devices: application and context tags there and back.

/** An application-tagged value. */
export type Value =
  | { readonly kind: 'null' }
  | { readonly kind: 'real' | 'unsigned' | 'enumerated'; readonly number: number }
  | { readonly kind: 'text'; readonly text: string }
  /** Bits from the first on. */
  | { readonly kind: 'bits'; readonly bits: readonly boolean[] }
  | { readonly kind: 'object'; readonly type: number; readonly instance: number };

const applicationTags = {
  null: 0,
  unsigned: 2,
  real: 4,
  text: 7,
  bits: 8,
  enumerated: 9,
  object: 12,
} as const;
const utf8 = 0;
const extendedLength = 5;

export function encodeValue(value: Value): Buffer {
  const content = contentOf(value);
  return Buffer.concat([head(applicationTags[value.kind], false, content.length), content]);
}

function contentOf(value: Value): Buffer {
  switch (value.kind) {
    case 'null':
      return Buffer.alloc(0);
    case 'real': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatBE(value.number);
      return bytes;
    }
    case 'unsigned':
    case 'enumerated':
      return encodeWhole(value.number);
    case 'text':
      return Buffer.concat([Buffer.from([utf8]), Buffer.from(value.text)]);
    case 'bits': {
      const bytes = Buffer.alloc(1 + Math.ceil(value.bits.length / 8));
      bytes[0] = (8 - (value.bits.length % 8)) % 8;
      value.bits.forEach((bit, i) => {
        if (bit) bytes[1 + (i >> 3)]! |= 0x80 >> (i & 7);
      });
      return bytes;
    }
    case 'object':
      return encodeObject(value.type, value.instance);
  }
}

/** As few bytes as hold it. */
export function encodeWhole(number: number): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export function encodeObject(type: number, instance: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(((type << 22) | instance) >>> 0);
  return bytes;
}

export function context(tag: number, content: Buffer): Buffer {
  return Buffer.concat([head(tag, true, content.length), content]);
}

export function between(tag: number, ...inner: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([(tag << 4) | 0x0e]), ...inner, Buffer.from([(tag << 4) | 0x0f])]);
}

function head(tag: number, isContext: boolean, length: number): Buffer {
  const first = (tag << 4) | (isContext ? 0x08 : 0);
  if (length < extendedLength) return Buffer.from([first | length]);
  return Buffer.from([first | extendedLength, length]);
}

/** Reads tags one after the other; throws a RangeError where the bytes end too early or another tag stands. */
export class TagReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The content of a context tag. */
  context(tag: number): Buffer {
    if (!this.isContext(tag)) throw new RangeError(`no context tag ${tag}`);
    return this.#content();
  }

  isContext(tag: number): boolean {
    const first = this.#bytes[this.#at] ?? 0;
    return !this.isAtEnd && first >> 4 === tag && (first & 0x08) !== 0 && (first & 0x07) < 6;
  }

  isOpening(tag: number): boolean {
    return this.#bytes[this.#at] === ((tag << 4) | 0x0e);
  }

  isClosing(tag: number): boolean {
    return this.#bytes[this.#at] === ((tag << 4) | 0x0f);
  }

  open(tag: number): void {
    if (!this.isOpening(tag)) throw new RangeError(`no opening tag ${tag}`);
    this.#at++;
  }

  close(tag: number): void {
    if (!this.isClosing(tag)) throw new RangeError(`no closing tag ${tag}`);
    this.#at++;
  }

  /** An application-tagged value of the kinds that are written; null for others. */
  value(): Value | null {
    const tag = (this.#bytes[this.#at] ?? 0) >> 4;
    const content = this.#content();
    if (tag === applicationTags.null) return { kind: 'null' };
    if (tag === applicationTags.real) return { kind: 'real', number: content.readFloatBE(0) };
    if (tag === applicationTags.unsigned) return { kind: 'unsigned', number: wholeOf(content) };
    if (tag === applicationTags.enumerated) return { kind: 'enumerated', number: wholeOf(content) };
    return null;
  }

  #content(): Buffer {
    let length = this.#bytes.readUInt8(this.#at++) & 0x07;
    if (length === extendedLength) length = this.#bytes.readUInt8(this.#at++);
    if (this.#at + length > this.#bytes.length) throw new RangeError('the bytes end within a tag');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

export function wholeOf(content: Buffer): number {
  if (content.length === 0 || content.length > 4) throw new RangeError('a number of no or too many bytes');
  return content.readUIntBE(0, content.length);
}

export function objectOf(content: Buffer): { type: number; instance: number } {
  const whole = content.readUInt32BE(0);
  return { type: whole >>> 22, instance: whole & 0x3f_ffff };
}
