// Certificates for the tests' servers and users: for which hosts and times a test likes.
import { X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crypto_utils as crypto } from 'node-opcua';

export interface MadeCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: X509Certificate;
}

const dayMs = 86_400_000;

export interface CertificateWish {
  readonly ip?: string[];
  readonly dns?: string[];
  /** Days from now. */
  readonly from?: number;
  readonly days?: number;
}

/** Writes `name.pem` and `name.key` below the folder. */
export async function makeCertificate(
  folder: string,
  name: string,
  { ip = ['127.0.0.1'], dns = [], from = -1, days = 30 }: CertificateWish = {},
): Promise<MadeCertificate> {
  mkdirSync(folder, { recursive: true });
  const key = await crypto.generatePrivateKey(2_048);
  const { cert } = await crypto.createSelfSignedCertificate({
    privateKey: key,
    notBefore: new Date(Date.now() + from * dayMs),
    validity: days,
    subject: `/CN=${name}`,
    ip,
    dns,
    applicationUri: `urn:test:${name}`,
    purpose: crypto.CertificatePurpose.ForApplication,
  });
  const { privPem } = await crypto.privateKeyToPEM(key);
  const made = { certificateFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) };
  writeFileSync(made.certificateFile, cert);
  writeFileSync(made.keyFile, privPem);
  return { ...made, certificate: new X509Certificate(cert) };
}
