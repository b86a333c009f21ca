// The nouns of a campus, safe for the browser.
export * from './alarm.ts';
export * from './api.ts';
export * from './campus.ts';
export * from './command.ts';
export * from './description/expand.ts';
export * from './description/mistake.ts';
export { campusJsonSchema } from './description/schema.ts';
export * from './device-model.ts';
export * from './errors.ts';
export * from './live.ts';
export * from './point.ts';
export * from './quality.ts';
export * from './quantity.ts';
export * from './ranges.ts';
export * from './role.ts';
export * from './sample.ts';
export * from './sparkplug-names.ts';
export * from './text.ts';
