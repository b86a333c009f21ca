// The STATE message: whether a host application is online [tck-id-host-topic-phid-birth-payload].

export interface HostState {
  readonly online: boolean;
  /** Milliseconds UTC: when the host began to connect; will and birth of one connection share it. */
  readonly timestamp: number;
}

/** Longest STATE payload that is read; ours has 41 bytes. */
const largestState = 500;

export function formatHostState({ online, timestamp }: HostState): Uint8Array {
  return Buffer.from(JSON.stringify({ online, timestamp }));
}

/** Null where the payload is of another form. */
export function parseHostState(bytes: Uint8Array): HostState | null {
  if (bytes.length > largestState) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { online, timestamp } = value as Record<string, unknown>;
    if (typeof online !== 'boolean' || !Number.isSafeInteger(timestamp)) return null;
    return { online, timestamp: timestamp as number };
  } catch {
    return null;
  }
}
