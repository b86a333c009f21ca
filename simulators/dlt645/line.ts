// A line of DL/T 645 meters: each frame goes to the meters that its address means.
import type { MeterAnswer, MeterLine } from '../meter-line/server.ts';
import { requestsIn } from './frame.ts';
import type { Meter } from './meter.ts';

export function dlt645Line(meters: readonly Meter[]): MeterLine {
  return (bytes) => {
    const { requests, rest } = requestsIn(bytes);
    const answers = requests.flatMap((request) =>
      meters.flatMap((meter): MeterAnswer[] => {
        const answer = meter.isMeant(request.address) ? meter.answer(request) : null;
        return answer ? [{ deviceId: meter.id, ...answer }] : [];
      }),
    );
    return { answers, rest };
  };
}
