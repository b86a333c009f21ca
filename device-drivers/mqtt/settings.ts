// What a campus description and a device model may say of field devices on MQTT: broker, topics, message members.
import { z } from 'zod';
import type { DriverSchemas } from '../driver.ts';

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
    /** Where a camera's still picture is had. */
    picture: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine((it) => (it.topic === undefined) !== (it.prefix === undefined), {
    path: ['topic'],
    message: 'expected topic or prefix, one of them',
  });
export type MqttDevice = z.infer<typeof mqttDeviceSchema>;

const suffix = z
  .string()
  .max(200)
  .regex(/^(\/[^+#\0]*)?$/, 'expected nothing or a suffix that begins with /, without + and #');

const mqttModelSchema = z.strictObject({
  /** Where the device or its bridge says that it is there, and in which words. */
  availability: z
    .strictObject({
      topic: suffix,
      /** Member of a JSON message; without it the whole message is the word (both forms are understood). */
      path: z.string().max(200).optional(),
      online: z.array(z.string()).min(1),
      offline: z.array(z.string()).min(1),
      /** False where a point of the model tells of it: then the other points turn missing, the device stays. */
      isDeath: z.boolean().default(true),
    })
    .optional(),
  /** Silent for longer than this, a device without availability topic is offline. */
  silentAfterMs: z.number().int().positive().optional(),
});
export type MqttModel = z.infer<typeof mqttModelSchema>;

const valueMap = z.record(z.string(), z.number());

const mqttCommandSchema = z.strictObject({
  topic: suffix,
  format: z.enum(['json', 'text']),
  /** Member that the value is put into (JSON). */
  path: z.string().max(200).optional(),
  /** Word for each value, by its number. */
  map: z.record(z.string(), z.string()).optional(),
});
export type MqttCommand = z.infer<typeof mqttCommandSchema>;

const mqttPointSchema = z.strictObject({
  /** Appended to the device's topic. */
  topic: suffix.default(''),
  /** `json`: a member of the message; `text`: the message is the value; `onvif`: an item of an ONVIF event. */
  format: z.enum(['json', 'text', 'onvif']).default('json'),
  /** Names joined by dots; for onvif the item's name. */
  path: z.string().max(200).optional(),
  /** Numbers for words and booleans (`"true"`, `"locked"`). */
  map: valueMap.optional(),
  scale: z.number().positive().optional(),
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
