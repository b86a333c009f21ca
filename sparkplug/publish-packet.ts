// A publication of QoS 0 as the bytes of its MQTT packet (MQTT 3.1.1 and 5, 3.3): what is sent thousands of times a
// second goes past the MQTT client, which would make several objects and writes of each.
const publishByte = 0x30;
const retainBit = 0x01;

/** `version` is the MQTT protocol level: 5 has an (empty) property length before the payload. */
export function publishPacket(topic: string, payload: Uint8Array, retain: boolean, version: 4 | 5): Buffer {
  const topicBytes = Buffer.byteLength(topic, 'utf8');
  const propertyBytes = version === 5 ? 1 : 0;
  const length = 2 + topicBytes + propertyBytes + payload.length;
  const lengthBytes = length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x200000 ? 3 : 4;
  const packet = Buffer.allocUnsafe(1 + lengthBytes + length);
  packet[0] = publishByte | (retain ? retainBit : 0);
  let at = 1;
  for (let rest = length; at <= lengthBytes; rest >>>= 7)
    packet[at++] = (rest & 0x7f) | (rest > 0x7f ? 0x80 : 0);
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at, 'utf8');
  if (propertyBytes > 0) packet[at++] = 0;
  packet.set(payload, at);
  return packet;
}
