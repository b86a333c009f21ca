// Bytes there and back: what a socket and a local port have in common. Knows nothing of requests.

export interface ChannelListener {
  onBytes(bytes: Buffer): void;
  /** Called once, when an open channel ends or one does not come about. */
  onEnd(detail: string): void;
}

export interface Channel {
  /** Whether it came about; never rejects. Called once. */
  open(): Promise<boolean>;
  /** Resolves when the bytes are on their way, or the channel has ended; never rejects. */
  write(bytes: Buffer): Promise<void>;
  /** Resolves when it is closed; then nothing is called any more. */
  close(): Promise<void>;
}
