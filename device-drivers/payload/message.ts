// One message of a field device, parsed at most once however many points look into it.

/** Messages of field devices have some kilobytes; what is larger is not one and is not parsed. */
export const largestMessage = 256 * 1024;

export class Message {
  /** Good as long as the caller's buffer is. */
  readonly bytes: Buffer;
  #text: string | undefined;
  #json: { readonly value: unknown } | null | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Empty messages clear a retained one and say nothing of the device. */
  get isEmpty(): boolean {
    return this.bytes.length === 0;
  }

  get isTooLarge(): boolean {
    return this.bytes.length > largestMessage;
  }

  get text(): string {
    this.#text ??= this.bytes.toString('utf8').trim();
    return this.#text;
  }

  /** Null where the message is no JSON. */
  get json(): { readonly value: unknown } | null {
    if (this.#json === undefined) this.#json = parse(this.text);
    return this.#json;
  }
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
