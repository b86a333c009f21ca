// How a child tells its parent that it is ready: one JSON line on standard output.

export type Announcement = Readonly<Record<string, string | number>>;

export function announce(line: Announcement): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Reads a line of a child; null where it is no announcement. */
export function readAnnouncement(line: string): Announcement | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Announcement;
  } catch {
    return null;
  }
}
