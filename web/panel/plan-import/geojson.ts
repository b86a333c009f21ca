// Reads outlines, lines and names from GeoJSON: degrees become metres around the middle of the drawing, metres stay.
import type { Metres } from '../format/plan.ts';
import { Gathering, type ImportedPlan, ImportFailure } from './imported.ts';

const earthM = 6_371_008.8;
const rad = Math.PI / 180;
/** A campus in degrees is smaller; a floor in metres is larger. */
const mostDegrees = 0.2;
const mostDepth = 20;
const nameKeys = ['name', 'Name', 'NAME', 'title', 'label', 'room', 'ref', 'id'];

type Raw = Readonly<Record<string, unknown>>;

/** Throws ImportFailure. */
export function readGeoJson(text: string): ImportedPlan {
  const reader = new GeoJsonReader();
  reader.read(parse(text), '', 'root', 0);
  return reader.plan();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImportFailure('broken', error instanceof Error ? error.message : 'no JSON');
  }
}

interface Found {
  readonly kind: 'outline' | 'line' | 'text';
  readonly points: readonly Metres[];
  readonly name: string;
  readonly what: string;
  readonly where: string;
}

class GeoJsonReader {
  readonly #gathering = new Gathering();
  readonly #found: Found[] = [];

  read(raw: unknown, name: string, where: string, depth: number): void {
    if (!isObject(raw)) {
      this.#gathering.refuse('unknown-shape', typeof raw, where);
      return;
    }
    const what = String(raw.type);
    if (depth > mostDepth) {
      this.#gathering.refuse('too-deep', what, where);
      return;
    }
    const each = (list: unknown, of: (item: unknown, where: string) => void) => {
      if (!Array.isArray(list)) this.#gathering.refuse('missing-part', what, where);
      else for (const [row, item] of list.entries()) of(item, `${where}[${row}]`);
    };
    const { coordinates } = raw;
    switch (what) {
      case 'FeatureCollection':
        each(raw.features, (item, at) => this.read(item, '', at, depth + 1));
        return;
      case 'Feature':
        this.read(raw.geometry, nameOf(raw), where, depth + 1);
        return;
      case 'GeometryCollection':
        each(raw.geometries, (item, at) => this.read(item, name, at, depth + 1));
        return;
      case 'Polygon':
        this.#polygon(coordinates, name, where);
        return;
      case 'MultiPolygon':
        each(coordinates, (item, at) => this.#polygon(item, name, at));
        return;
      case 'LineString':
        this.#add('line', coordinates, name, what, where);
        return;
      case 'MultiLineString':
        each(coordinates, (item, at) => this.#add('line', item, name, what, at));
        return;
      case 'Point':
        this.#add('text', [coordinates], name, what, where);
        return;
      default:
        this.#gathering.refuse('unknown-shape', what, where);
    }
  }

  plan(): ImportedPlan {
    const toMetres = projection(this.#found.flatMap(({ points }) => points));
    for (const { kind, points, name, what, where } of this.#found) {
      const placed = points.map(toMetres);
      const [first] = placed;
      if (kind === 'outline') this.#gathering.outline(placed, name, what, where);
      else if (kind === 'line') this.#gathering.line(placed, what, where);
      else if (first) this.#gathering.text(first, name);
    }
    return this.#gathering.plan('geojson', 1);
  }

  /** The outer ring is the room; a ring inside is a line to draw by. */
  #polygon(rings: unknown, name: string, where: string): void {
    if (!Array.isArray(rings)) {
      this.#gathering.refuse('missing-part', 'Polygon', where);
      return;
    }
    rings.forEach((ring, row) => {
      if (row > 0) this.#gathering.refuse('hole', 'Polygon', name || where);
      this.#add(row === 0 ? 'outline' : 'line', ring, name, 'Polygon', where);
    });
  }

  #add(kind: Found['kind'], raw: unknown, name: string, what: string, where: string): void {
    const points = Array.isArray(raw) ? raw.map(pointOf) : [];
    const sound = points.filter((point) => point !== null);
    if (sound.length < points.length || points.length === 0) {
      this.#gathering.refuse('broken-numbers', what, where);
      return;
    }
    this.#found.push({ kind, points: sound, name, what, where });
  }
}

function isObject(raw: unknown): raw is Raw {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function pointOf(raw: unknown): Metres | null {
  if (!Array.isArray(raw)) return null;
  const [x, y] = raw;
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null;
}

function nameOf(feature: Raw): string {
  const properties = isObject(feature.properties) ? feature.properties : {};
  for (const key of nameKeys) {
    const value = properties[key];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return '';
}

/** Equirectangular at the middle: on a campus nothing is off by a centimetre. */
function projection(points: readonly Metres[]): (point: Metres) => Metres {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  const isOnEarth = west >= -180 && east <= 180 && south >= -90 && north <= 90;
  if (!isOnEarth || east - west > mostDegrees || north - south > mostDegrees) return (point) => point;
  const [lon0, lat0] = [(west + east) / 2, (south + north) / 2];
  const shrink = Math.cos(lat0 * rad);
  return ([lon, lat]) => [(lon - lon0) * rad * earthM * shrink, (lat - lat0) * rad * earthM];
}
