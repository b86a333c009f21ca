// The campus in a box: a world with physics, and its devices on real protocols.

export { type PastChunk, type PastOptions, type PastSpan, pastOf, pastSpan } from './history/past-campus.ts';
export { type LedgerLine, readLedger } from './ledger/ledger.ts';
export { addLoad, loadPorts } from './load/add-load.ts';
export { type RunningSimulators, type SimulatorOptions, startSimulators } from './start-simulators.ts';
export type { Timeline } from './world/school-clock.ts';
