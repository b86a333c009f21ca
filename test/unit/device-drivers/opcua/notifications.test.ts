// The order of notification messages: whatever is lost, doubled or late, each is handed on once, in turn, as far as the
// server still has it. And the arithmetic of their numbers.
import fc from 'fast-check';
import { DataChangeNotification, DataType, DataValue, NotificationMessage, Variant } from 'node-opcua';
import { expect, test } from 'vitest';
import { Notifications } from '../../../../device-drivers/opcua/notifications.ts';
import { gapBefore, nextSequence } from '../../../../device-drivers/opcua/sequence.ts';

function message(sequenceNumber: number, values: readonly number[] = [sequenceNumber]): NotificationMessage {
  const monitoredItems = values.map((value) => ({
    clientHandle: 0,
    value: new DataValue({ value: new Variant({ dataType: DataType.Double, value }) }),
  }));
  const notificationData = values.length > 0 ? [new DataChangeNotification({ monitoredItems })] : [];
  return new NotificationMessage({ sequenceNumber, notificationData });
}

function receiver() {
  const seen: number[] = [];
  const notifications = new Notifications(1, {
    onValue: (_, data) => void seen.push(data.value.value),
    onStatus: () => {},
  });
  return { seen, notifications };
}

test('numbers go on from 1 after the greatest, and gaps are counted over that end', () => {
  expect(nextSequence(5)).toBe(6);
  expect(nextSequence(0xffff_ffff)).toBe(1);
  expect(gapBefore(7, 7)).toBe(0);
  expect(gapBefore(9, 7)).toBe(2);
  expect(gapBefore(6, 7)).toBe(-1);
  expect(gapBefore(2, 0xffff_ffff)).toBeGreaterThan(0);
  expect(gapBefore(0xffff_ffff, 2)).toBeLessThan(0);
});

test('messages that were lost on the way are asked for again before what follows; doubled ones are not handed on twice', async () => {
  const arrival = fc.array(fc.constantFrom('arrives', 'arrives', 'is lost', 'comes twice'), {
    minLength: 1,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(arrival, async (fates) => {
      const { seen, notifications } = receiver();
      const retransmit = async (sequence: number) => (sequence <= fates.length ? message(sequence) : null);
      await notifications.take(message(1), true, retransmit);
      for (const [index, fate] of fates.entries()) {
        const sequence = index + 2;
        if (fate === 'is lost') continue;
        for (let times = fate === 'comes twice' ? 2 : 1; times > 0; times--) {
          const outcome = await notifications.take(message(sequence), false, async (it) => message(it));
          expect(outcome).toBe('fine');
        }
      }
      await notifications.recover(async (it) => (it <= fates.length + 1 ? message(it) : null));
      const all = Array.from({ length: fates.length + 1 }, (_, index) => index + 1);
      expect(seen).toEqual(all);
      expect(notifications.takeAcknowledgements()).toEqual(all);
      expect(notifications.takeAcknowledgements()).toEqual([]);
    }),
  );
});

test('what the server no longer has is lost after an outage, and an error on a connection that stands', async () => {
  const nothing = async () => null;
  const { seen, notifications } = receiver();
  await notifications.take(message(1), true, nothing);
  expect(await notifications.take(message(4), true, nothing)).toBe('some-lost');
  expect(await notifications.take(message(9), false, nothing)).toBe('out-of-order');
  expect(seen).toEqual([1, 4]);
});

test('a sign of life shows what is missing; a number far off is nonsense', async () => {
  const { seen, notifications } = receiver();
  const asked: number[] = [];
  const retransmit = async (sequence: number) => {
    asked.push(sequence);
    return message(sequence);
  };
  await notifications.take(message(1), true, retransmit);
  expect(await notifications.take(message(2, []), false, retransmit)).toBe('fine');
  expect(asked).toEqual([]);
  expect(await notifications.take(message(4, []), false, retransmit)).toBe('fine');
  expect(asked).toEqual([2, 3]);
  expect(seen).toEqual([1, 2, 3]);
  expect(await notifications.take(message(3, []), false, retransmit), 'the last number').toBe('fine');
  expect(await notifications.take(message(4_000_000), false, retransmit)).toBe('out-of-order');
});

test('a message for a variable that was not asked for is not handed on', async () => {
  const { seen, notifications } = receiver();
  const monitoredItems = [{ clientHandle: 7, value: new DataValue({}) }];
  const strange = new NotificationMessage({
    sequenceNumber: 1,
    notificationData: [new DataChangeNotification({ monitoredItems })],
  });
  expect(await notifications.take(strange, true, async () => null)).toBe('fine');
  expect(seen).toEqual([]);
});
