// Publications that are written past the MQTT client are packets of MQTT: read here field by field.
import { expect, test } from 'vitest';
import { publishPacket } from '../../../sparkplug/publish-packet.ts';

function parse(packet: Buffer, version: 4 | 5) {
  let at = 1;
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = packet[at++]!;
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  expect(packet.length).toBe(at + length);
  const topicBytes = packet.readUInt16BE(at);
  const topic = packet.toString('utf8', at + 2, at + 2 + topicBytes);
  at += 2 + topicBytes;
  if (version === 5) expect(packet[at++]).toBe(0);
  return { head: packet[0], topic, payload: packet.subarray(at) };
}

test.each([4, 5] as const)('MQTT level %d: every length, retained or not', (version) => {
  for (const bytes of [0, 1, 90, 127, 128, 16_000, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const payload = Buffer.alloc(bytes, 0xa7);
    for (const retain of [false, true]) {
      const parsed = parse(publishPacket('spBv1.0/校园/DDATA/gw/air', payload, retain, version), version);
      expect([parsed.head, parsed.topic]).toEqual([retain ? 0x31 : 0x30, 'spBv1.0/校园/DDATA/gw/air']);
      expect(parsed.payload.equals(payload)).toBe(true);
    }
  }
});
