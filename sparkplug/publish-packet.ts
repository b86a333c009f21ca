// A publication of QoS 0 as the bytes of its MQTT packet (MQTT 3.1.1 and 5, 3.3): what is sent thousands of times a
// second goes past the MQTT client, which would make several objects and writes of each. `version` is the MQTT protocol
// level: 5 has an (empty) property length before the payload.
const publishByte = 0x30;
const retainBit = 0x01;

/** How long the packet is. */
export function publishBytes(topic: string, payload: Uint8Array, version: 4 | 5): number {
  const length = bodyBytes(topic, payload, version);
  return 1 + lengthBytes(length) + length;
}

/** Writes the packet into `room` from `start` on; returns where it ends. */
export function writePublish(
  room: Buffer,
  start: number,
  topic: string,
  payload: Uint8Array,
  retain: boolean,
  version: 4 | 5,
): number {
  let at = start;
  room[at++] = publishByte | (retain ? retainBit : 0);
  let rest = bodyBytes(topic, payload, version);
  for (; rest > 0x7f; rest >>>= 7) room[at++] = (rest & 0x7f) | 0x80;
  room[at++] = rest;
  const topicBytes = room.write(topic, at + 2, 'utf8');
  at = room.writeUInt16BE(topicBytes, at) + topicBytes;
  if (version === 5) room[at++] = 0;
  room.set(payload, at);
  return at + payload.length;
}

function bodyBytes(topic: string, payload: Uint8Array, version: 4 | 5): number {
  return 2 + Buffer.byteLength(topic, 'utf8') + (version === 5 ? 1 : 0) + payload.length;
}

function lengthBytes(length: number): number {
  return length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x200000 ? 3 : 4;
}
