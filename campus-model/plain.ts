// What of the model stands without its schemas. A thread or process that judges nothing from outside imports this alone:
// zod and the schemas would take 10 MB of its memory.
export * from './command-state.ts';
export { writeTerms } from './commanded-point.ts';
export { CampusError, type ErrorCode } from './errors.ts';
export type * from './index.ts';
export { parsePointId, pointId } from './point-id.ts';
export { qualityOf, staleFactor, status } from './quality.ts';
export {
  formatPositionRanges,
  mostOutboxes,
  parseAcknowledgement,
  parseExactSet,
  RangeSet,
} from './ranges.ts';
export { wire } from './sparkplug-names.ts';
export { tiers } from './tier.ts';
