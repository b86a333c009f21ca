// Whom the session is opened for: nobody in particular, a name with its password, or a person's certificate.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type UserIdentityInfo, UserTokenType } from 'node-opcua';
import type { OpcuaFolder } from './folder.ts';
import type { OpcuaUser } from './settings.ts';
import { Trouble, wordsOf } from './trouble.ts';

/** Secrets are short; another file was named by mistake. */
const largestBytes = 64_000;

/** Read anew for each session: a changed password is taken up by the next attempt. Rejects with a Trouble. */
export async function userToken(
  user: OpcuaUser | undefined,
  folder: OpcuaFolder,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<UserIdentityInfo> {
  if (!user) return { type: UserTokenType.Anonymous };
  try {
    if (user.certificateFile !== undefined && user.keyFile !== undefined) {
      const [certificate, key] = [user.certificateFile, user.keyFile].map((path) =>
        resolve(folder.root, path),
      );
      return await certified(certificate!, key!);
    }
    const password = await passwordOf(user, folder, environment);
    return { type: UserTokenType.UserName, userName: user.name ?? '', password };
  } catch (error) {
    throw new Trouble(
      `the user's secret cannot be read: ${wordsOf(error)}`,
      'configurationError',
      'later',
      'user',
    );
  }
}

async function passwordOf(
  { password, passwordFile, passwordVariable }: OpcuaUser,
  folder: OpcuaFolder,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (password !== undefined) return password;
  if (passwordFile !== undefined) {
    const text = (await readSecret(resolve(folder.root, passwordFile))).toString('utf8').trim();
    if (text !== '') return text;
    throw new Error(`${passwordFile} is empty`);
  }
  const value = environment[passwordVariable ?? ''];
  if (value !== undefined && value !== '') return value;
  throw new Error(`the environment has no ${passwordVariable}`);
}

async function certified(certificateFile: string, keyFile: string): Promise<UserIdentityInfo> {
  const certificate = new X509Certificate(await readSecret(certificateFile));
  const privateKey = (await readSecret(keyFile)).toString('utf8');
  if (!certificate.checkPrivateKey(createPrivateKey(privateKey))) {
    throw new Error(`${keyFile} is not the key of ${certificateFile}`);
  }
  return { type: UserTokenType.Certificate, certificateData: certificate.raw, privateKey };
}

async function readSecret(path: string): Promise<Buffer> {
  if ((await stat(path)).size > largestBytes) throw new Error(`${path} is too long for a secret`);
  return readFile(path);
}
