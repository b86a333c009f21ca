// What a unit's registers tell in place of what its devices measure, for load and for proofs.

export interface ToldValues {
  /** The value of a point in one request; the same for all its registers. */
  told(pointId: string, request: number, measured: number): number;
  /** A read was answered with data or refused; called before the answer leaves. `reader` names the connection. */
  answered(reader: string, isTold: boolean): void;
}
