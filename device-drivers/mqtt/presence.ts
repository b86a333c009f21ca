// Whether a device is there, by what its own availability topic and those of its bridges said on this connection.

import type { Message } from './codec.ts';
import { decodeAvailability } from './codec.ts';
import type { MqttDeviceState, TopicEntry } from './topic-index.ts';

type Heard = TopicEntry['availabilities'][number];

/** Takes in what a message says; false where it has none of the known words. */
export function hear(availability: Heard, message: Message): boolean {
  const isThere = decodeAvailability(message, availability.settings);
  if (isThere === null) return false;
  availability.isThere = isThere;
  return true;
}

/** What was said on a connection that is gone holds no longer. */
export function forgetAvailability({ availabilities }: MqttDeviceState): void {
  for (const availability of availabilities) availability.isThere = null;
}

/** The device, or a bridge before it, said that it is gone: no other message shows life then. */
export function isSaidAway({ availabilities }: MqttDeviceState): boolean {
  return availabilities.some(({ settings, isThere }) => settings.isDeath !== false && isThere === false);
}

/** The device itself said that it is there, and no bridge says otherwise. */
export function isSaidThere(state: MqttDeviceState): boolean {
  return !isSaidAway(state) && state.availabilities.some(({ isBridge, isThere }) => !isBridge && isThere);
}
