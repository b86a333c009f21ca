// What a test asks of the running simulators, and the secrets it needs as a foreign client.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A call of the simulators' control page; throws where it refuses. */
export async function simulatorRequest(
  controlPort: number,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${controlPort}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** A broker account's password, as the hub keeps it. */
export function secretOf(data: string, account: string): string {
  return readFileSync(join(data, 'hub/secrets', `${account}.secret`), 'utf8').trim();
}
