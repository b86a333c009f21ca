// Messages of SNMP version 2c (RFC 1901, RFC 3416), as the agent takes and gives them.
import {
  decodeInteger,
  decodeOid,
  elementsIn,
  encodeElement,
  encodeInteger,
  encodeOid,
  type Oid,
  tags,
} from './ber.ts';

export const pduTags = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const;
/** error-status of RFC 3416, 3. */
export const errorStatus = { none: 0, tooBig: 1, wrongType: 7, wrongValue: 10, notWritable: 17 } as const;
const version2c = 1n;

export interface Varbind {
  readonly oid: Oid;
  /** Tag and value, encoded. */
  readonly value: Buffer;
}

export interface Request {
  readonly community: string;
  readonly pdu: number;
  readonly id: bigint;
  /** error-status and error-index; of getBulk non-repeaters and max-repetitions. */
  readonly numbers: readonly [number, number];
  readonly varbinds: readonly Varbind[];
}

/** Null where the datagram is no message of version 2c: an agent is silent then. */
export function decodeRequest(datagram: Buffer): Request | null {
  const [message] = elementsIn(datagram) ?? [];
  const [version, community, pdu] = (message?.tag === tags.sequence && elementsIn(message.content)) || [];
  if (!version || !community || !pdu || decodeInteger(version.content) !== version2c) return null;
  const [id, first, second, list] = elementsIn(pdu.content) ?? [];
  if (!id || !first || !second || list?.tag !== tags.sequence) return null;
  const idValue = decodeInteger(id.content);
  const varbinds = (elementsIn(list.content) ?? []).map(({ content }) => varbindIn(content));
  if (idValue === null || varbinds.some((varbind) => varbind === null)) return null;
  return {
    community: community.content.toString('latin1'),
    pdu: pdu.tag,
    id: idValue,
    numbers: [Number(decodeInteger(first.content) ?? 0n), Number(decodeInteger(second.content) ?? 0n)],
    varbinds: varbinds.filter((varbind) => varbind !== null),
  };
}

function varbindIn(content: Buffer): Varbind | null {
  const [name, value] = elementsIn(content) ?? [];
  const oid = name?.tag === tags.oid ? decodeOid(name.content) : null;
  return oid && value ? { oid, value: encodeElement(value.tag, value.content) } : null;
}

export function encodeResponse(
  { community, id }: Request,
  varbinds: readonly Varbind[],
  error: { readonly status: number; readonly index: number } = { status: errorStatus.none, index: 0 },
): Buffer {
  const list = varbinds.map(({ oid, value }) => encodeElement(tags.sequence, [encodeOid(oid), value]));
  const pdu = encodeElement(pduTags.response, [
    encodeInteger(tags.integer, id),
    encodeInteger(tags.integer, BigInt(error.status)),
    encodeInteger(tags.integer, BigInt(error.index)),
    encodeElement(tags.sequence, list),
  ]);
  return encodeElement(tags.sequence, [
    encodeInteger(tags.integer, version2c),
    encodeElement(tags.octets, Buffer.from(community, 'latin1')),
    pdu,
  ]);
}
