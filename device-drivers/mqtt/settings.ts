// What a campus description and a device model may say of field devices on MQTT: broker, topics, message members.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';
import {
  commandShape,
  jsonPath,
  namesSchema,
  ownTimeSchema,
  payloadFormats,
  payloadShape,
  whereSchema,
} from '../payload/settings.ts';

const mqttEndpointSchema = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(1883),
  username: z.string().max(128).optional(),
  password: z.string().max(256).optional(),
  keepaliveS: z.number().int().min(5).max(600).default(15),
});
export type MqttEndpoint = z.infer<typeof mqttEndpointSchema>;

const topicName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^+#\0]+$/, 'expected a topic without + and #');

/** `topic` or, as cameras call it, `prefix`: what the model's topics are appended to. */
const mqttDeviceSchema = z
  .strictObject({
    topic: topicName.optional(),
    prefix: topicName.optional(),
    /** What `../` in the model's topics means; the topic without its last level where it is left out. */
    bridge: topicName.optional(),
    /** What the model's words between braces mean for this device. */
    names: namesSchema.optional(),
    /** Where a camera's still picture is had. */
    picture: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine((it) => (it.topic === undefined) !== (it.prefix === undefined), {
    path: ['topic'],
    message: 'expected topic or prefix, one of them',
  });
export type MqttDevice = z.infer<typeof mqttDeviceSchema>;

const topicHint =
  'expected nothing, a suffix that begins with /, a topic beside the device that begins with ../, or one with {topic} in it';

/** Where a topic begins: at the device (`` or `/state`), at its bridge (`../bridge/state`), or around it (`stat/{topic}/RESULT`). */
const topicPattern = /^(?:(?:(?:\.\.)?\/[^#\0]*)?|[^#\0]*\{topic\}[^#\0]*)$/;
/** A + stands for a whole level. */
const halfWildcard = /[^/]\+|\+[^/]/;

const heardTopic = z
  .string()
  .max(200)
  .regex(topicPattern, topicHint)
  .refine((topic) => !halfWildcard.test(topic), 'expected + to stand for a whole level');

const saidTopic = z
  .string()
  .max(200)
  .regex(topicPattern, topicHint)
  .refine((topic) => !topic.includes('+'), 'expected a topic without +');

const availabilitySchema = z.strictObject({
  topic: heardTopic,
  /** Member of a JSON message; without it the whole message is the word (both forms are understood). */
  path: jsonPath.optional(),
  online: z.array(z.string()).min(1),
  offline: z.array(z.string()).min(1),
  /** False where a point of the model tells of it: then the other points turn missing, the device stays. */
  isDeath: z.boolean().default(true),
});
export type MqttAvailability = z.infer<typeof availabilitySchema>;

/** A device is there while none of these says otherwise; more than a device, its bridge and a gateway are not seen. */
const mostAvailabilities = 4;
/** Questions that one device is asked when the connection stands. */
const mostQuestions = 4;

const mqttModelSchema = z.strictObject({
  /** Where the device, and the bridge it is behind, say that they are there, and in which words. */
  availability: z
    .union([availabilitySchema, z.array(availabilitySchema).min(1).max(mostAvailabilities)])
    .optional(),
  /** Silent for longer than this, the device is offline. */
  silentAfterMs: z.number().int().positive().optional(),
  /**
   * What the broker's memory is worth: `current` where the device tells each change and its absence, `last-known` where
   * a kept message may be of any age: it is then uncertain, and no sign of life.
   */
  retained: z.enum(['current', 'last-known']).default('current'),
  /** The device's own time in its JSON messages. */
  time: ownTimeSchema.optional(),
  /** What makes the device tell its state: said when the connection stands, and for a readback. */
  ask: z
    .array(z.strictObject({ topic: saidTopic, message: z.string().max(1_000) }))
    .max(mostQuestions)
    .optional(),
  /** What the words between braces mean where the device says nothing else. */
  names: namesSchema.optional(),
});
export type MqttModel = z.infer<typeof mqttModelSchema>;

const mqttCommandSchema = z.strictObject({ topic: saidTopic, ...commandShape });
export type MqttCommand = z.infer<typeof mqttCommandSchema>;

const formats = [...payloadFormats, 'onvif', 'onvif-scene'] as const;

/** The same value told in another message. */
const otherPlaceSchema = z.strictObject({
  topic: heardTopic,
  format: z.enum(formats).optional(),
  path: jsonPath.optional(),
  where: whereSchema.optional(),
});

const mqttPointSchema = z.strictObject({
  topic: heardTopic.default(''),
  /**
   * `json`: a member of the message; `text`: the message is the value; `binary`: a number in its bytes; `onvif`: an item
   * of an ONVIF event; `onvif-scene`: the number of objects of the type that `path` names.
   */
  format: z.enum(formats).default('json'),
  ...payloadShape,
  also: z.array(otherPlaceSchema).max(4).optional(),
  command: mqttCommandSchema.optional(),
});
export type MqttPointAddress = z.input<typeof mqttPointSchema>;
/** As the schema gives it. */
export type MqttPointPlace = z.output<typeof mqttPointSchema>;

export const mqttSchemas: DriverSchemas = {
  endpointSchema: mqttEndpointSchema,
  deviceAddressSchema: mqttDeviceSchema,
  modelSettingsSchema: mqttModelSchema,
  pointAddressSchema: mqttPointSchema,
};
