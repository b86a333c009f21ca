// One commanded point: what the readback shows, what was asked for, and how far the command has come.
import { type Command, errorTable, type PointView, type Text } from '@campus/campus-model';
import { useState } from 'react';
import { isPending, useCommand, useLastCommand } from '../../data/commands.ts';
import { type ApiError, asApiError } from '../../data/http.ts';
import { usableNumber } from '../../format/value.ts';
import { useLivePoint } from '../../live/use-live.ts';

export interface Control {
  /** What the device itself shows: the only truth. Null while it is not known. */
  readonly readback: number | null;
  /** The value asked for, while the command is under way. */
  readonly wanted: number | null;
  readonly command: Command | null;
  /** Why the last order did not even become a command. */
  readonly refusal: ApiError | null;
  /** What the device showed before this page changed it; null where that is not known, or was itself put back. */
  readonly former: number | null;
  readonly request: (value: number) => void;
  /** Asks for the former value again. */
  readonly setBack: () => void;
}

interface Change {
  readonly from: number;
  readonly to: number;
}

/** For a point with `write`. */
export function useControl(point: PointView): Control {
  const readback = usableNumber(useLivePoint(point.write?.readback ?? null));
  const command = useLastCommand(point.pointId);
  const order = useCommand();
  const [change, setChange] = useState<Change | null>(null);
  const former = change !== null && change.to === command?.value ? change.from : null;
  const send = (value: number, from: number | null) => {
    setChange(from === null || from === value ? null : { from, to: value });
    order.mutate({ pointId: point.pointId, value });
  };
  const sent = order.isPending ? (order.variables.value ?? null) : null;
  return {
    readback,
    wanted: sent ?? (isPending(command) ? (command?.value ?? null) : null),
    command: order.isPending ? null : command,
    refusal: order.error ? asApiError(order.error) : null,
    former,
    request: (value) => send(value, readback),
    setBack: () => former !== null && send(former, null),
  };
}

/** The sentence behind a command's reason code. */
export function reasonText(reason: string | undefined): Text | null {
  return reason !== undefined && reason in errorTable ? errorTable[reason as keyof typeof errorTable] : null;
}
