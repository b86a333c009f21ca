// Puts commissioning together from what the web server is given: points are watched only while somebody commissions.
import { CampusPlaces, Commissioning, PointJudge, PointWatch, Trials } from '@campus/operations';
import { type CampusIndex, deviceView, pointView } from './campus-view.ts';
import type { WebServerOptions } from './services.ts';

interface RunningCommissioning {
  readonly commissioning: Commissioning;
  /** The campus has changed in its place. */
  campusChanged(): void;
  close(): void;
}

export function startCommissioning(options: WebServerOptions, index: CampusIndex): RunningCommissioning {
  const { campus, models, latest, operations, clock, log } = options;
  const { acceptances, commands } = operations;
  const places = new CampusPlaces(campus);
  const watch = new PointWatch(latest, campus, clock);
  const trials = new Trials({ places, latest, commands, watch, clock, log });
  const judge = new PointJudge({ latest, watch, trials, clock });
  const commissioning = new Commissioning({
    places,
    models,
    acceptances,
    judge,
    trials,
    deviceView: (device) => deviceView(index, device),
    pointView,
  });
  return {
    commissioning,
    campusChanged() {
      places.follow();
      watch.follow();
    },
    close() {
      trials.close();
      watch.close();
    },
  };
}
