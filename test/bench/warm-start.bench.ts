// From the command to the first live value, everything installed and built.
import { startCampus } from '../harness/campus-run.ts';
import { type Bench, median } from './figure.ts';

const runs = 5;

export const warmStart: Bench = {
  name: 'warm-start',
  method: `time from the start of \`campus up\` until the hub has its first good value of a device; median of ${runs}, fresh data folders`,
  async run() {
    const seconds: number[] = [];
    for (let i = 0; i < runs; i++) {
      const campus = await startCampus();
      seconds.push(Number(/after ([\d.]+) s/.exec(campus.up.output)![1]) * 1000);
      await campus.end();
    }
    const figure = 'first live value';
    return [
      { bench: 'warm-start', figure, value: median(seconds), unit: 'ms', peer: 'promise', peerValue: 5000 },
    ];
  },
};
