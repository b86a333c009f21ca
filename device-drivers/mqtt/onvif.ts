// ONVIF over MQTT: items of events (`onvif-ej`) and objects of scene descriptions (`onvif-mj`, Analytics Service
// Specification, metadata in JSON: attributes with @, text as #text, what repeats as a list).
import { lookUp, wrongShape } from '../payload/json-path.ts';

/** A scene of more objects than a camera tells apart is none. */
const mostObjects = 10_000;

/**
 * An item of an event: `{"Data":{"Count":3}}`, or the long form
 * `{"Data":{"SimpleItem":[{"Name":"Count","Value":"3"}]}}`, with or without `@` before the names.
 */
export function eventItem(root: unknown, name: string): unknown {
  const data = lookUp(root, 'Data');
  if (data === undefined || data === null || data === wrongShape) return data === null ? undefined : data;
  const items = lookUp(data, 'SimpleItem');
  if (items === undefined) return lookUp(data, name);
  if (items === wrongShape) return wrongShape;
  for (const item of listOf(items)) {
    if ((lookUp(item, 'Name') ?? lookUp(item, '@Name')) === name) {
      return lookUp(item, 'Value') ?? lookUp(item, '@Value');
    }
  }
  return undefined;
}

/**
 * How many objects of a type the newest frame shows; of every type where none is named. An empty frame is a scene
 * without objects, which cameras send again and again as a sign of life.
 */
export function objectsInScene(root: unknown, type: string | undefined): unknown {
  const frames = lookUp(root, 'Frame');
  if (frames === undefined || frames === wrongShape) return frames;
  const frame = listOf(frames).at(-1);
  const objects = lookUp(frame, 'Object');
  if (frame === undefined || frame === null || objects === wrongShape) return wrongShape;
  const list = objects === undefined || objects === null ? [] : listOf(objects);
  if (list.length > mostObjects) return wrongShape;
  return type === undefined ? list.length : list.filter((object) => likeliestType(object) === type).length;
}

function likeliestType(object: unknown): unknown {
  const types = lookUp(object, 'Appearance.Class.Type');
  if (types === wrongShape) return undefined;
  let best: unknown;
  let bestLikelihood = Number.NEGATIVE_INFINITY;
  for (const candidate of listOf(types)) {
    const likelihood = Number(textOf(lookUp(candidate, '@Likelihood')) ?? 1);
    if (!(likelihood > bestLikelihood)) continue;
    bestLikelihood = likelihood;
    best = typeof candidate === 'string' ? candidate : lookUp(candidate, '#text');
  }
  return best;
}

function textOf(found: unknown): string | number | undefined {
  return typeof found === 'string' || typeof found === 'number' ? found : undefined;
}

/** Some senders write a list of one without its brackets. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
