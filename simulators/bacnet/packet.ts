// BACnet/IP packets (ASHRAE 135, annex J and clause 6): what is around an APDU, with the address of a device behind a router.

/** A device's place behind a router; null on the IP network itself. */
export type Behind = { readonly network: number; readonly mac: Buffer } | null;

export interface Packet {
  /** Whom it is for. */
  readonly destination: Behind;
  readonly apdu: Buffer;
}

const bacnetIp = 0x81;
const unicast = 0x0a;
const broadcast = 0x0b;
const version = 0x01;
const hasDestination = 0x20;
const hasSource = 0x08;
const isNetworkMessage = 0x80;
const everybody = 0xffff;

/** Null for what is no BACnet/IP packet with an APDU. */
export function parsePacket(bytes: Buffer): Packet | null {
  if (bytes.length < 7 || bytes[0] !== bacnetIp || (bytes[1] !== unicast && bytes[1] !== broadcast))
    return null;
  if (bytes.readUInt16BE(2) !== bytes.length || bytes[4] !== version) return null;
  const control = bytes[5]!;
  if ((control & isNetworkMessage) !== 0) return null;
  let at = 6;
  let destination: Behind = null;
  if ((control & hasDestination) !== 0) {
    const network = bytes.readUInt16BE(at);
    const length = bytes.readUInt8(at + 2);
    if (network !== everybody)
      destination = { network, mac: Buffer.from(bytes.subarray(at + 3, at + 3 + length)) };
    at += 3 + length;
  }
  if ((control & hasSource) !== 0) at += 3 + bytes.readUInt8(at + 2);
  if ((control & hasDestination) !== 0) at++;
  return { destination, apdu: Buffer.from(bytes.subarray(at)) };
}

export function encodePacket(source: Behind, apdu: Buffer): Buffer {
  const npdu = source
    ? Buffer.concat([
        Buffer.from([version, hasSource, source.network >> 8, source.network & 0xff, source.mac.length]),
        source.mac,
      ])
    : Buffer.from([version, 0]);
  const length = 4 + npdu.length + apdu.length;
  return Buffer.concat([Buffer.from([bacnetIp, unicast, length >> 8, length & 0xff]), npdu, apdu]);
}
