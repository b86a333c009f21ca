// Topics: what is formatted is read back; all else is refused.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTopic, parseTopic, SparkplugError, stateTopic } from '../../../sparkplug/index.ts';

const id = fc.stringMatching(/^[a-z0-9-]{1,20}$/);

test('a topic is read back', () => {
  const node = fc.record({
    groupId: id,
    type: fc.constantFrom('NBIRTH', 'NDATA', 'NDEATH', 'NCMD'),
    edgeNodeId: id,
  });
  const device = fc.record({
    groupId: id,
    type: fc.constantFrom('DBIRTH', 'DDATA', 'DDEATH', 'DCMD'),
    edgeNodeId: id,
    deviceId: id,
  });
  fc.assert(
    fc.property(fc.oneof(node, device), (topic) => {
      expect(parseTopic(formatTopic(topic))).toEqual(topic);
    }),
  );
});

test.each([
  '',
  'spBv1.0',
  'spBv1.0/g/NDATA',
  'spBv1.0/g/NDATA/',
  'spBv1.0/g/NDATA/n/d',
  'spBv1.0/g/DDATA/n',
  'spBv1.0/g/DDATA/n/d/x',
  'spAv1.0/g/NDATA/n',
  'spBv1.0/g/XDATA/n',
  'spBv1.0/STATE/hub',
])('%j is no topic of a node', (topic) => {
  expect(parseTopic(topic)).toBeNull();
});

test('ids with wildcards or slashes, a device too many or too few are refused', () => {
  for (const edgeNodeId of ['a/b', '+', '#', ''])
    expect(() => formatTopic({ groupId: 'g', type: 'NDATA', edgeNodeId })).toThrow(SparkplugError);
  expect(() => formatTopic({ groupId: 'g', type: 'DDATA', edgeNodeId: 'n' })).toThrow(SparkplugError);
  expect(() => formatTopic({ groupId: 'g', type: 'NDATA', edgeNodeId: 'n', deviceId: 'd' })).toThrow(
    SparkplugError,
  );
  expect(stateTopic('hub')).toBe('spBv1.0/STATE/hub');
});
