// A line of CJ/T 188 meters: each frame goes to the meters that its type and address mean.
import type { MeterAnswer, MeterLine } from '../meter-line/server.ts';
import { requestsIn } from './frame.ts';
import type { Meter } from './meter.ts';

export function cjt188Line(meters: readonly Meter[]): MeterLine {
  return (bytes) => {
    const { requests, rest } = requestsIn(bytes);
    const answers = requests.flatMap((request) =>
      meters.flatMap((meter): MeterAnswer[] => {
        const answer = meter.isMeant(request) ? meter.answer(request) : null;
        return answer ? [{ deviceId: meter.id, ...answer }] : [];
      }),
    );
    return { answers, rest };
  };
}
