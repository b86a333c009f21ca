// Sparkplug B 3.0: payload codec, edge node, host.
export type { BrokerConnectionOptions } from './broker-connection.ts';
export { type DataRows, missingMark } from './data-rows.ts';
export * from './edge-node.ts';
export * from './host.ts';
export * from './host-listener.ts';
export * from './hot-encoder.ts';
export * from './payload.ts';
export { decodePayload } from './payload-decoder.ts';
export { encodePayload } from './payload-encoder.ts';
export * from './topic.ts';
