// Sparkplug B 3.0: payload codec, edge node, host.
export type { BrokerConnectionOptions } from './broker-connection.ts';
export * from './edge-node.ts';
export * from './host.ts';
export * from './payload.ts';
export { decodePayload } from './payload-decoder.ts';
export { encodePayload } from './payload-encoder.ts';
export * from './topic.ts';
