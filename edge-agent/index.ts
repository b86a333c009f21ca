// The process on a campus gateway: reads devices, keeps what it read until the hub has it, runs commands.
export { type AgentOptions, EdgeAgent } from './agent.ts';
export type { GatewayPart } from './gateway-part.ts';
