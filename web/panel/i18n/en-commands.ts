// The words of standing orders, releases and witnesses in English.
import type { zhCommands } from './zh-commands.ts';

export const enCommands: typeof zhCommands = {
  command: {
    release: 'release',
    releasedTo: 'released, back to {{value}}',
    held: '{{value}} is kept: a more urgent order is in control',
    detail: 'the device said: {{detail}}',
    heldBy: 'held by a {{priority}} order · {{name}}',
    heldUntil: 'held by a {{priority}} order until {{time}} · {{name}}',
    releaseButton: 'Release',
    releaseHint: 'The next order beneath takes over',
    priority: {
      fire: 'fire',
      safety: 'safety',
      person: "person's",
      schedule: 'timetable',
      comfort: 'comfort',
    },
    author: {
      watchdog: 'watchdog (hub lost)',
      'hold-ended': 'its time was over',
      'sparkplug-host': 'another system',
    },
    witness: {
      corroborated: 'the witness agrees: {{value}}',
      contradicted: 'the witness disagrees: {{value}}',
      silent: 'the witness gave no usable value',
    },
  },
};
