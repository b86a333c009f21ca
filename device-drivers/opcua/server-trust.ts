// Whether a server's certificate is trusted: named by its thumbprint in the settings, or laid into the folder `trusted`.
// Nothing else makes it so. An unknown one is kept in `rejected`, from where a person moves it.
import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '@campus/runtime';
import type { OpcuaFolder } from './folder.ts';
import type { OpcuaSecurity } from './settings.ts';
import { Trouble } from './trouble.ts';

/** A server that shows a new one at each connection is not to fill the disk: the oldest goes. */
const mostRejected = 50;
/** A school has fewer servers; each file is read at each attempt to connect. */
const mostTrusted = 200;
/** A certificate has two thousand bytes; a chain of them comes in one piece. */
const largestBytes = 64_000;

export interface ServerToTrust {
  readonly endpointId: string;
  readonly host: string;
  readonly security: OpcuaSecurity;
}

/** Throws a Trouble that says what was shown and what to do, unless the certificate is trusted and fits. */
export async function judgeServer(
  shown: Buffer | null | undefined,
  server: ServerToTrust,
  folder: OpcuaFolder,
  clock: Clock,
): Promise<void> {
  const certificate = parse(shown);
  if (!certificate) throw invalid('the server shows no certificate that can be read', 'none');
  const { security } = server;
  const thumbprints = [plain(certificate.fingerprint), plain(certificate.fingerprint256)];
  const isNamed = security.trust.some((one) => thumbprints.includes(one));
  if (!isNamed && !(await isLaidIn(folder.trusted, certificate))) {
    await untrusted(certificate, server, folder);
  }
  judgeTimes(certificate, security, clock);
  judgeHost(certificate, server);
  await rm(join(folder.rejected, fileName(certificate, server)), { force: true });
}

async function untrusted(certificate: X509Certificate, server: ServerToTrust, folder: OpcuaFolder) {
  const name = fileName(certificate, server);
  const kept = await keep(certificate, join(folder.rejected, name), folder.rejected);
  const where = kept ? `move ${join(folder.rejected, name)} to ${folder.trusted}` : 'put it into trusted/';
  throw new Trouble(
    `the server's certificate is not trusted: ${nameOf(certificate)}, SHA-1 ${certificate.fingerprint}, ` +
      `SHA-256 ${certificate.fingerprint256}; compare it with the server's own screen, then ${where} ` +
      "or name the thumbprint under security.trust in the endpoint's settings",
    'certificateUntrusted',
    'later',
    certificate.fingerprint256,
  );
}

function judgeTimes(certificate: X509Certificate, { allow }: OpcuaSecurity, clock: Clock): void {
  if (allow.includes('expired')) return;
  const { validFrom, validTo } = certificate;
  const nowMs = clock.now();
  if (nowMs >= Date.parse(validFrom) && nowMs <= Date.parse(validTo)) return;
  throw invalid(
    `the server's certificate is valid from ${validFrom} to ${validTo}, and it is ${new Date(nowMs).toISOString()} here; ` +
      'give the server a new one, set the clock, or write "allow: [expired]"',
    'time',
  );
}

function judgeHost(certificate: X509Certificate, { host, security }: ServerToTrust): void {
  if (security.allow.includes('other-host')) return;
  const isFitting = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host);
  if (isFitting !== undefined) return;
  throw invalid(
    `the server's certificate is for ${certificate.subjectAltName ?? nameOf(certificate)}, not for ${host}; ` +
      'write the host as the certificate has it, or "allow: [other-host]"',
    'host',
  );
}

function invalid(words: string, subject: string): Trouble {
  return new Trouble(words, 'certificateInvalid', 'later', subject);
}

/** The first of a chain, which is the server's own. */
function parse(bytes: Buffer | null | undefined): X509Certificate | null {
  if (!bytes || bytes.length === 0 || bytes.length > largestBytes) return null;
  try {
    return new X509Certificate(bytes);
  } catch {
    return null;
  }
}

async function isLaidIn(trusted: string, certificate: X509Certificate): Promise<boolean> {
  const names = await readdir(trusted).catch(() => []);
  for (const name of names.slice(0, mostTrusted)) {
    const bytes = await readSmall(join(trusted, name));
    if (bytes && parse(bytes)?.fingerprint256 === certificate.fingerprint256) return true;
  }
  return false;
}

async function readSmall(path: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    return size > 0 && size <= largestBytes ? await readFile(path) : null;
  } catch {
    return null;
  }
}

/** False where the disk does not take it: the thumbprint in the log is enough to trust it by settings. */
async function keep(certificate: X509Certificate, path: string, folder: string): Promise<boolean> {
  try {
    await dropOldest(folder);
    await writeFile(`${path}.new`, certificate.raw, { mode: 0o600 });
    await rename(`${path}.new`, path);
    return true;
  } catch {
    return false;
  }
}

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length < mostRejected) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })),
  );
  aged.sort((a, b) => a.atMs - b.atMs);
  for (const { name } of aged.slice(0, names.length - mostRejected + 1)) {
    await rm(join(folder, name), { force: true });
  }
}

function fileName(certificate: X509Certificate, { endpointId }: ServerToTrust): string {
  const endpoint = endpointId.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60);
  return `${endpoint} ${plain(certificate.fingerprint)}.der`;
}

function nameOf({ subject }: X509Certificate): string {
  return /CN=([^\n]+)/.exec(subject ?? '')?.[1] ?? 'without a name';
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
