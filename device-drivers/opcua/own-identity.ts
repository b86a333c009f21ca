// This gateway's certificate and key among OPC UA applications: made once, kept in the driver's folder, shown to servers.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock, Log } from '@campus/runtime';
import {
  crypto_utils as crypto,
  type ICertificateKeyPairProvider,
  StaticCertificateChainProvider,
} from 'node-opcua';
import { makeFolder, type OpcuaFolder } from './folder.ts';
import { Trouble, wordsOf } from './trouble.ts';

export interface OwnIdentity {
  readonly provider: ICertificateKeyPairProvider;
  readonly applicationUri: string;
  /** Where the certificate lies and how servers know it, for people. */
  readonly words: string;
}

const certificateName = 'certificate.pem';
const keyName = 'private-key.pem';
const keyBits = 2_048;
const validDays = 3_650;
const purpose = crypto.CertificatePurpose.ForApplication;

/** By folder: sessions that start side by side share what one of them makes. */
const making = new Map<string, Promise<OwnIdentity>>();

/** Reads the certificate and key, or makes them where there are none that serve. Rejects with a Trouble. */
export function ownIdentity(folder: OpcuaFolder, clock: Clock, log: Log): Promise<OwnIdentity> {
  const begun = making.get(folder.own);
  if (begun) return begun;
  const identity = readOrMake(folder, clock, log).finally(() => making.delete(folder.own));
  making.set(folder.own, identity);
  return identity;
}

async function readOrMake(folder: OpcuaFolder, clock: Clock, log: Log): Promise<OwnIdentity> {
  try {
    await makeFolder(folder);
    const there = await readPair(folder.own);
    if (there !== null && isServing(there, clock)) return identityOf(there, folder);
    const made = await makePair(folder, clock);
    const identity = identityOf(made, folder);
    log.info(
      { certificate: identity.words, replaced: there !== null },
      'opcua: made a certificate for this gateway',
    );
    return identity;
  } catch (error) {
    const words = `this gateway's certificate cannot be read or made in ${folder.own}: ${wordsOf(error)}`;
    throw new Trouble(words, 'configurationError', 'later', 'own');
  }
}

interface Pair {
  readonly certificate: X509Certificate;
  readonly keyPem: string;
}

/** Null where there is none; what is broken is none either. */
async function readPair(own: string): Promise<Pair | null> {
  try {
    const certificate = new X509Certificate(await readFile(join(own, certificateName)));
    const keyPem = await readFile(join(own, keyName), 'utf8');
    return certificate.checkPrivateKey(createPrivateKey(keyPem)) ? { certificate, keyPem } : null;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'EACCES' || code === 'EIO') throw error;
    return null;
  }
}

function isServing({ certificate }: Pair, clock: Clock): boolean {
  return Date.parse(certificate.validTo) > clock.now() && applicationUriOf(certificate) !== null;
}

/** Made beside and moved as a whole: after a kill there is the old pair, the new one, or none. */
async function makePair(folder: OpcuaFolder, clock: Clock): Promise<Pair> {
  const key = await crypto.generatePrivateKey(keyBits);
  const host = hostname();
  const { cert } = await crypto.createSelfSignedCertificate({
    privateKey: key,
    // Clocks of gateways and servers differ; a certificate of tomorrow would be refused.
    notBefore: new Date(clock.now() - 86_400_000),
    validity: validDays,
    subject: `/CN=campus-agent@${host}/O=Smart campus`,
    dns: [host],
    applicationUri: `urn:${host}:campus-agent`,
    purpose,
  });
  const { privPem: keyPem } = await crypto.privateKeyToPEM(key);
  const next = `${folder.own}.new`;
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { mode: 0o700 });
  await writeThrough(join(next, keyName), keyPem);
  await writeThrough(join(next, certificateName), cert);
  await rm(folder.own, { recursive: true, force: true });
  await rename(next, folder.own);
  return { certificate: new X509Certificate(cert), keyPem };
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, 0o600);
}

function identityOf({ certificate, keyPem }: Pair, folder: OpcuaFolder): OwnIdentity {
  const key = crypto.makePrivateKeyFromPem(keyPem);
  const provider = new StaticCertificateChainProvider([certificate.raw], key);
  const path = join(folder.own, certificateName);
  return {
    provider,
    applicationUri: applicationUriOf(certificate)!,
    words: `${path} (SHA-1 ${certificate.fingerprint})`,
  };
}

function applicationUriOf({ subjectAltName }: X509Certificate): string | null {
  return /URI:([^,]+)/.exec(subjectAltName ?? '')?.[1] ?? null;
}
