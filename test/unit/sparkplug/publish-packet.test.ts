// Publications that are written past the MQTT client are packets of MQTT: read here field by field.
import { expect, test } from 'vitest';
import { PacketBatch } from '../../../sparkplug/packet-batch.ts';
import { publishBytes, writePublish } from '../../../sparkplug/publish-packet.ts';

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

function packetOf(topic: string, payload: Buffer, retain: boolean, version: 4 | 5): Buffer {
  const packet = Buffer.alloc(publishBytes(topic, payload, version) + 6, 0xee);
  expect(writePublish(packet, 3, topic, payload, retain, version)).toBe(packet.length - 3);
  return packet.subarray(3, -3);
}

test.each([4, 5] as const)('MQTT level %d: every length, retained or not', (version) => {
  for (const bytes of [0, 1, 90, 127, 128, 16_000, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const payload = Buffer.alloc(bytes, 0xa7);
    for (const retain of [false, true]) {
      const parsed = parse(packetOf('spBv1.0/校园/DDATA/gw/air', payload, retain, version), version);
      expect([parsed.head, parsed.topic]).toEqual([retain ? 0x31 : 0x30, 'spBv1.0/校园/DDATA/gw/air']);
      expect(parsed.payload.equals(payload)).toBe(true);
    }
  }
});

test('what is said in one turn goes out in one piece, large packets by themselves, all in order', async () => {
  const sent: Buffer[] = [];
  const batch = new PacketBatch(4, (bytes) => sent.push(bytes));
  const payload = Buffer.from('once');
  batch.add('a', payload, false);
  payload.write('more');
  batch.add('b', payload, true);
  expect([sent.length, batch.length]).toEqual([0, 2 * 9]);
  await new Promise(setImmediate);
  expect(sent).toEqual([Buffer.from('0\x07\0\x01aonce1\x07\0\x01bmore')]);
  batch.add('c', payload, false);
  batch.add('d', Buffer.alloc(70_000), false);
  for (let i = 0; i < 7; i++) batch.add('e', Buffer.alloc(10_000), false);
  batch.flush();
  await new Promise(setImmediate);
  expect(sent.slice(1).map(({ length }) => length)).toEqual([9, 70_007, 6 * 10_006, 10_006]);
});
