// From the command to the first live value, everything installed and built.
import { startCampus } from '../harness/campus-run.ts';
import { type Bench, median } from './figure.ts';

const runs = 5;

export const warmStart: Bench = {
  name: 'warm-start',
  method: `time from the start of \`campus up\` until it says that a live value has come; median of ${runs}, fresh data folders`,
  async run() {
    const seconds: number[] = [];
    for (let i = 0; i < runs; i++) {
      const startedAt = performance.now();
      const campus = await startCampus();
      seconds.push(performance.now() - startedAt);
      await campus.end();
    }
    const figure = 'first live value';
    return [
      { bench: 'warm-start', figure, value: median(seconds), unit: 'ms', peer: 'promise', peerValue: 5000 },
    ];
  },
};
