// Certificates and users, against a real server: who is trusted, who is refused and with which words, and what a person does.
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@campus/campus-model';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { freePort, until } from '../support.ts';
import { makeCertificate } from './certificates.ts';
import { OpcuaPeer, type PeerWish } from './peer.ts';
import { HastyClock, machine, openSession } from './sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'campus-opcua-security-'));
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Waits of seconds and minutes are a tenth. */
const haste = 10;
let drivers = 0;
/** A gateway's own folder. */
const newFolder = (): string => join(folder, `gateway-${++drivers}`);

async function peerOf(wish: PeerWish, port?: number): Promise<OpcuaPeer> {
  const peer = await OpcuaPeer.start(port ?? (await freePort()), join(folder, `server-${++drivers}`), wish);
  open.push(peer);
  return peer;
}

async function sessionOf(settings: Record<string, unknown>, at = newFolder()) {
  const patient = { timeoutMs: 30_000, ...settings };
  const opened = await openSession(patient, at, [machine], { clock: new HastyClock(haste) });
  open.push(opened.session);
  return { ...opened, at };
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(':', '');
const secure = { mode: 'sign-and-encrypt' };

describe('a server with a certificate', () => {
  test('is refused until its certificate is moved to trusted, and again when it shows another', async () => {
    const certificate = await makeCertificate(folder, 'first');
    const peer = await peerOf({ certificate });
    const { sink, lines, at } = await sessionOf({ port: peer.port, security: secure });
    await until(() => sink.isOnline('cnc') === false, 'refused');
    expect(sink.last('cnc/state')).toMatchObject({ value: Number.NaN, status: status.certificateUntrusted });
    expect(sink.states.at(-1)).toMatchObject({ reason: 'certificateUntrusted' });
    const words = lines.filter((line) => line.includes(certificate.certificate.fingerprint256));
    expect(words).toHaveLength(1);
    const rejected = join(at, 'opcua/rejected');
    const [name] = readdirSync(rejected);
    expect(words[0]).toContain(name);
    expect(new X509Certificate(readFileSync(join(rejected, name!))).fingerprint).toBe(
      certificate.certificate.fingerprint,
    );
    renameSync(join(rejected, name!), join(at, 'opcua/trusted', name!));
    await until(() => sink.isOnline('cnc'), 'trusted', 20_000);

    await peer.close();
    const another = await makeCertificate(folder, 'second');
    await peerOf({ certificate: another }, peer.port);
    await until(() => sink.states.at(-1)?.reason === 'certificateUntrusted', 'refused anew', 20_000);
    expect(lines.filter((line) => line.includes(another.certificate.fingerprint256))).toHaveLength(1);
  });

  test.each([
    ['sign', 'Basic256Sha256', 'fingerprint'],
    ['sign-and-encrypt', 'Aes128_Sha256_RsaOaep', 'fingerprint256'],
    ['sign-and-encrypt', 'Aes256_Sha256_RsaPss', 'fingerprint'],
  ] as const)('%s with %s: its thumbprint in the settings is enough', async (mode, policy, kind) => {
    const certificate = await makeCertificate(folder, `named-${policy}`);
    const peer = await peerOf({ certificate });
    peer.set('CNC1.SpindleSpeed', 1234);
    const trust = [certificate.certificate[kind]];
    const { sink, session, plan } = await sessionOf({ port: peer.port, security: { mode, policy, trust } });
    await until(() => sink.last('cnc/spindle-speed')?.value === 1234, 'values');
    const point = plan.devices[0]!.points.find((it) => it.point.id === 'spindle-speed')!.point;
    expect(await session.read(point)).toEqual({ value: 1234, status: status.good });
  });

  test('one whose time is over or that is for another host is named as such, and let in where the settings say so', async () => {
    const expired = await makeCertificate(folder, 'expired', { from: -40, days: 10 });
    const elsewhere = await makeCertificate(folder, 'elsewhere', {
      ip: ['10.1.2.3'],
      dns: ['machine.example'],
    });
    for (const [certificate, allow, word] of [
      [expired, 'expired', 'valid from'],
      [elsewhere, 'other-host', 'machine.example'],
    ] as const) {
      const peer = await peerOf({ certificate });
      const security = { ...secure, trust: [plain(certificate.certificate.fingerprint)] };
      const refused = await sessionOf({ port: peer.port, security });
      await until(() => refused.sink.isOnline('cnc') === false, 'refused');
      expect(refused.sink.last('cnc/state')).toMatchObject({ status: status.certificateInvalid });
      expect(refused.lines.join('')).toContain(word);
      const allowed = await sessionOf({ port: peer.port, security: { ...security, allow: [allow] } });
      await until(() => allowed.sink.isOnline('cnc'), `let in: ${allow}`);
    }
  });

  test('that does not offer what is asked for, and one that does not trust us, say so', async () => {
    const bare = await peerOf({});
    const { sink, lines } = await sessionOf({ port: bare.port, security: secure });
    await until(() => sink.isOnline('cnc') === false, 'not offered');
    expect(lines.join('')).toContain('does not offer sign-and-encrypt with Basic256Sha256');
    expect(sink.states.at(-1)).toMatchObject({ reason: 'configurationError' });

    const certificate = await makeCertificate(folder, 'strict');
    const strict = await peerOf({ certificate, trustsClients: false });
    const trust = [certificate.certificate.fingerprint];
    const stranger = await sessionOf({ port: strict.port, security: { ...secure, trust } });
    await until(() => stranger.sink.isOnline('cnc') === false, 'refused by the server');
    expect(stranger.lines.join('')).toContain('own/certificate.pem');
    expect(stranger.sink.states.at(-1)).toMatchObject({ reason: 'certificateUntrusted' });
  });
});

test('the certificate of this gateway outlasts restarts, and one that is broken is made anew', async () => {
  const certificate = await makeCertificate(folder, 'steady');
  const peer = await peerOf({ certificate });
  const security = { ...secure, trust: [certificate.certificate.fingerprint] };
  const at = newFolder();
  const own = join(at, 'opcua/own/certificate.pem');
  const seen: string[] = [];
  for (const breakIt of [false, true, false]) {
    const { sink, session } = await sessionOf({ port: peer.port, security }, at);
    await until(() => sink.isOnline('cnc'), 'online');
    seen.push(new X509Certificate(readFileSync(own)).fingerprint256);
    await session.close();
    if (breakIt) writeFileSync(join(at, 'opcua/own/private-key.pem'), 'half a ke');
  }
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).not.toBe(seen[0]);
});

describe('users', () => {
  const isUser = (name: string, password: string): boolean => name === 'campus' && password === 'workshop 1';

  test('are let in with the password of the settings, of a file, of the environment', async () => {
    const certificate = await makeCertificate(folder, 'server-of-names');
    const peer = await peerOf({ isUser, certificate });
    const security = { ...secure, trust: [certificate.certificate.fingerprint] };
    const at = newFolder();
    writeFileSync(join(folder, 'password'), 'workshop 1\n');
    process.env.CAMPUS_TEST_OPCUA = 'workshop 1';
    for (const secret of [
      { password: 'workshop 1' },
      { passwordFile: join(folder, 'password') },
      { passwordVariable: 'CAMPUS_TEST_OPCUA' },
    ]) {
      const { sink } = await sessionOf(
        { port: peer.port, security, user: { name: 'campus', ...secret } },
        at,
      );
      await until(() => sink.isOnline('cnc'), JSON.stringify(Object.keys(secret)));
    }
    delete process.env.CAMPUS_TEST_OPCUA;
  });

  test('that are refused are told so, and the server is not asked again and again', async () => {
    const certificate = await makeCertificate(folder, 'server-that-refuses');
    const peer = await peerOf({ isUser, certificate });
    const security = { ...secure, trust: [certificate.certificate.fingerprint] };
    const wrong = await sessionOf({ port: peer.port, security, user: { name: 'campus', password: 'guess' } });
    const nobody = await sessionOf({ port: peer.port, security });
    for (const { sink } of [wrong, nobody]) {
      await until(() => sink.isOnline('cnc') === false, 'refused');
      expect(sink.last('cnc/state')).toMatchObject({ status: status.loginRefused });
    }
    // Longer than a broken line waits, shorter than a minute.
    await new Promise((resolve) => setTimeout(resolve, 30_000 / haste));
    expect(peer.signIns).toBe(1);
    const absent = await sessionOf({
      port: peer.port,
      security,
      user: { name: 'campus', passwordFile: 'not-there' },
    });
    await until(() => absent.sink.isOnline('cnc') === false, 'no secret');
    expect(absent.lines.join('')).toContain('not-there');
  });

  test('show a certificate of their own', async () => {
    const certificate = await makeCertificate(folder, 'server-of-users');
    const person = await makeCertificate(folder, 'person', { ip: [] });
    const peer = await peerOf({ certificate });
    const user = { certificateFile: person.certificateFile, keyFile: person.keyFile };
    const security = { ...secure, trust: [certificate.certificate.fingerprint] };
    const { sink } = await sessionOf({ port: peer.port, security, user });
    await until(() => sink.isOnline('cnc'), 'let in');
    const mixed = { certificateFile: person.certificateFile, keyFile: certificate.keyFile };
    const other = await sessionOf({ port: peer.port, security, user: mixed });
    await until(() => other.sink.isOnline('cnc') === false, 'not its key');
    expect(other.lines.join('')).toContain('is not the key of');
  });
});
