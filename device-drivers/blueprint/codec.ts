// Lines to values and back. Pure; whatever comes in, a result comes out.

/** The line that asks for a value. */
export function encodeRead(name: string): string {
  return `GET ${name}\n`;
}

/** The line that writes a value; null where the protocol cannot carry it. */
export function encodeWrite(name: string, value: number): string | null {
  return Number.isFinite(value) ? `SET ${name}=${value}\n` : null;
}

/** The value in an answer; null where the line is not an answer for this name. */
export function decodeAnswer(name: string, line: string): number | null {
  const [answered, value, ...rest] = line.trim().split('=');
  if (answered !== name || value === undefined || value === '' || rest.length > 0) return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}
