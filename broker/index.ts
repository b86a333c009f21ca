// The embedded MQTT broker: accounts, topic rights, limits. MQTT 3.1.1; an outside broker may take its place.
export { type BrokerAccount, hashBrokerPassword } from './accounts.ts';
export { type BrokerOptions, type RunningBroker, startBroker } from './broker.ts';
