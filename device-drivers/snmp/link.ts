// The datagrams to one agent, by net-snmp: requests go one at a time, and trouble is an answer.
import snmp from 'net-snmp';
import type { Failure, PollLink } from '../polling/dialect.ts';
import type { Told } from './codec.ts';
import type { SnmpEndpoint } from './settings.ts';

type NetSession = ReturnType<typeof snmp.createSession>;
type Varbind = snmp.Varbind;

export type Got =
  | { readonly ok: true; readonly told: readonly Told[] }
  | { readonly ok: false; readonly failure: Failure };

/** The agent takes the request for too long, or one of its objects for wrong (RFC 3416, 4.2.1 and 4.2.5). */
const tooBig = snmp.ErrorStatus.TooBig;

export class SnmpLink implements PollLink {
  readonly #settings: SnmpEndpoint;
  #session: NetSession | null = null;
  #lossDetail = 'not connected';
  /** Who waits for an answer: a socket that is closed while a name is looked up never tells. */
  #pending: ((got: Got) => void) | null = null;

  constructor(settings: SnmpEndpoint) {
    this.#settings = settings;
  }

  get isOpen(): boolean {
    return this.#session !== null;
  }

  get lossDetail(): string {
    return this.#lossDetail;
  }

  /** A socket of our own; whether anybody listens shows with the first answer. */
  connect(): Promise<boolean> {
    try {
      this.#session = sessionOf(this.#settings);
      // A datagram that is no SNMP message: whoever waits for an answer goes on waiting for his.
      this.#session.on('error', () => {});
      return Promise.resolve(true);
    } catch (error) {
      this.#lossDetail = messageOf(error);
      return Promise.resolve(false);
    }
  }

  close(): Promise<void> {
    this.#drop('closed by us');
    return Promise.resolve();
  }

  /** What the agent says of each object, in this order. */
  get(oids: readonly string[]): Promise<Got> {
    return this.#ask((session, done) => session.get([...oids], done), oids);
  }

  /** Sets an INTEGER. Sent once: a repeated datagram may be done twice. */
  set(oid: string, value: number): Promise<Got> {
    const varbind = { oid, type: snmp.ObjectType.Integer, value };
    return this.#ask((session, done) => session.set([varbind], done), [oid]);
  }

  #ask(
    send: (session: NetSession, done: snmp.GetSetCallback) => void,
    oids: readonly string[],
  ): Promise<Got> {
    const session = this.#session;
    if (!session) return Promise.resolve({ ok: false, failure: { kind: 'lost', detail: this.#lossDetail } });
    return new Promise((resolve) => {
      this.#pending = resolve;
      send(session, (error, varbinds) => {
        if (error) resolve({ ok: false, failure: this.#failureOf(error) });
        else resolve(answerOf(oids, varbinds ?? []));
      });
    });
  }

  #failureOf(error: Error): Failure {
    const detail = error.message;
    if (!this.#session) return { kind: 'lost', detail: this.#lossDetail };
    if (error.name === 'RequestTimedOutError') return { kind: 'timeout', detail: this.#silence() };
    if (error instanceof snmp.RequestFailedError) {
      return { kind: error.status === tooBig ? 'refused' : failedKind(error.status), detail };
    }
    if (error instanceof snmp.ResponseInvalidError) {
      // The security of version 3 (wrong password, an agent that began anew) is settled with a new session.
      if (this.#settings.version === '3') this.#renew();
      return { kind: isSecurity(error) ? 'refused' : 'garbled', detail };
    }
    this.#drop(detail);
    return { kind: 'lost', detail };
  }

  /** An agent that does not know the community says nothing at all. */
  #silence(): string {
    const { host, port, timeoutMs, version } = this.#settings;
    const hint = version === '2c' ? '; an agent that does not accept the community is silent too' : '';
    return `${host}:${port} did not answer within ${timeoutMs} ms${hint}`;
  }

  #renew(): void {
    this.#session?.close();
    this.#session = null;
    void this.connect();
  }

  #drop(why: string): void {
    const session = this.#session;
    this.#session = null;
    this.#lossDetail = why;
    session?.close();
    this.#pending?.({ ok: false, failure: { kind: 'lost', detail: why } });
    this.#pending = null;
  }
}

/** The agent knows the object and cannot give or take it now, or has no such thing. */
function failedKind(code: snmp.ErrorStatus): Failure['kind'] {
  const passing = [
    snmp.ErrorStatus.ResourceUnavailable,
    snmp.ErrorStatus.CommitFailed,
    snmp.ErrorStatus.UndoFailed,
  ];
  return passing.includes(code) ? 'failed' : 'refused';
}

function isSecurity(error: InstanceType<typeof snmp.ResponseInvalidError>): boolean {
  const { EReqResOidNoMatch, EVersionNoMatch, EUnknownPduType } = snmp.ResponseInvalidCode;
  return ![EReqResOidNoMatch, EVersionNoMatch, EUnknownPduType].includes(
    (error as { code?: number }).code ?? 0,
  );
}

function sessionOf(settings: SnmpEndpoint): NetSession {
  const { host, port, timeoutMs: timeout, context, version } = settings;
  const transport = host.includes(':') ? ('udp6' as const) : ('udp4' as const);
  const options = { port, timeout, retries: 0, transport, context };
  if (version === '3') return snmp.createV3Session(host, userOf(settings), options);
  return snmp.createSession(host, settings.community, { ...options, version: snmp.Version2c });
}

function userOf(settings: SnmpEndpoint): snmp.User {
  const { user, authProtocol, authPassword, privProtocol, privPassword } = settings;
  const { noAuthNoPriv, authNoPriv, authPriv } = snmp.SecurityLevel;
  const level =
    authPassword === undefined ? noAuthNoPriv : privPassword === undefined ? authNoPriv : authPriv;
  return {
    name: user!,
    level,
    authProtocol: snmp.AuthProtocols[authProtocol],
    authKey: authPassword,
    privProtocol: snmp.PrivProtocols[privProtocol],
    privKey: privPassword,
  };
}

function answerOf(oids: readonly string[], varbinds: readonly Varbind[]): Got {
  const isOurs = varbinds.length === oids.length && varbinds.every(({ oid }, i) => oid === oids[i]);
  if (isOurs) return { ok: true, told: varbinds.map(toldBy) };
  return {
    ok: false,
    failure: { kind: 'garbled', detail: 'the answer is about other objects than were asked for' },
  };
}

const wraps32 = 2 ** 32;

function toldBy({ type, value }: Varbind): Told {
  const { ObjectType } = snmp;
  if (
    type === ObjectType.NoSuchObject ||
    type === ObjectType.NoSuchInstance ||
    type === ObjectType.EndOfMibView
  ) {
    return { kind: 'absent' };
  }
  if (type === ObjectType.Counter64) return counter64(value);
  if (typeof value === 'number') {
    return { kind: 'number', value, wrapsAt: type === ObjectType.Counter32 ? wraps32 : null };
  }
  if (type === ObjectType.OctetString && Buffer.isBuffer(value)) return { kind: 'text', text: textOf(value) };
  return typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'senseless' };
}

/** Eight bytes, and a ninth that says it is not negative. */
const longestCounter = 9;

function counter64(value: unknown): Told {
  if (!Buffer.isBuffer(value) || value.length === 0 || value.length > longestCounter)
    return { kind: 'senseless' };
  return { kind: 'number', value: Number(BigInt(`0x${value.toString('hex')}`)), wrapsAt: null };
}

/** Names and the like are of this length at most; some agents end them with a zero byte. */
const longestText = 255;

function textOf(bytes: Buffer): string {
  return bytes.subarray(0, longestText).toString('utf8').replace(/\0+$/, '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
