// The content of a file as a disk would hold it: what is durable, and the changes that are not synced yet.

export type FileChange =
  | { readonly kind: 'write'; readonly order: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'cut'; readonly order: number; readonly length: number }
  | { readonly kind: 'zero'; readonly order: number; readonly offset: number; readonly length: number };

/** Bytes that grow; what was never written reads as 0. */
export class FileBytes {
  #bytes: Buffer;
  #length: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  copy(): FileBytes {
    return new FileBytes(Buffer.from(this.content()));
  }

  content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  apply(change: FileChange): void {
    if (change.kind === 'write') this.write(change.offset, change.bytes);
    else if (change.kind === 'cut') this.#cut(change.length);
    else this.#zero(change.offset, change.length);
  }

  write(offset: number, bytes: Buffer): void {
    const end = offset + bytes.length;
    this.#reserve(end);
    bytes.copy(this.#bytes, offset);
    this.#length = Math.max(this.#length, end);
  }

  #cut(length: number): void {
    this.#reserve(length);
    if (length < this.#length) this.#bytes.fill(0, length, this.#length);
    this.#length = length;
  }

  #zero(offset: number, length: number): void {
    const end = Math.min(this.#length, offset + length);
    if (offset < end) this.#bytes.fill(0, offset, end);
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
