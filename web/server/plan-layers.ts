// Which point of a space each layer of the floor plan shows.
import {
  type Campus,
  type EquipmentKind,
  type PlanLayer,
  type Point,
  parsePointId,
  planLayers,
  type Quantity,
} from '@campus/campus-model';

export type SpaceLayers = Partial<Record<PlanLayer, string>>;

interface LayerChoice {
  /** Best first. */
  readonly quantities: readonly Quantity[];
  readonly preferred: readonly EquipmentKind[];
  /** Equipment that measures itself, not the room. */
  readonly never: readonly EquipmentKind[];
}

const choices: Record<PlanLayer, LayerChoice> = {
  temperature: {
    quantities: ['temperature'],
    preferred: ['air-sensor'],
    never: [
      'machine',
      'vr-headset',
      'vr-manager',
      'energy-meter',
      'gateway',
      'projector',
      'ups',
      'network-switch',
    ],
  },
  co2: { quantities: ['co2'], preferred: ['air-sensor'], never: [] },
  humidity: { quantities: ['humidity'], preferred: ['air-sensor'], never: ['machine'] },
  occupancy: { quantities: ['occupancy', 'people'], preferred: ['occupancy-sensor'], never: [] },
  light: { quantities: ['illuminance'], preferred: ['light-sensor', 'occupancy-sensor'], never: [] },
  power: { quantities: ['power'], preferred: ['energy-meter'], never: [] },
};

/** Orders, never measurements: what was asked for is not what is. */
const orderKinds: readonly Point['kind'][] = ['setpoint', 'output', 'parameter'];

export function layersOfSpaces(
  campus: Campus,
  pointsOfSpace: ReadonlyMap<string, readonly Point[]>,
): Map<string, SpaceLayers> {
  const layers = new Map<string, SpaceLayers>();
  for (const [spaceId, points] of pointsOfSpace) layers.set(spaceId, layersOf(campus, points));
  return layers;
}

function layersOf(campus: Campus, points: readonly Point[]): SpaceLayers {
  const layers: SpaceLayers = {};
  for (const layer of planLayers) {
    const best = bestPoint(campus, points, choices[layer]);
    if (best) layers[layer] = best.pointId;
  }
  return layers;
}

function bestPoint(campus: Campus, points: readonly Point[], choice: LayerChoice): Point | null {
  let best: Point | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const rank = rankOf(campus, point, choice);
    if (rank < bestRank) [best, bestRank] = [point, rank];
  }
  return best;
}

/** Lowest is best; infinite is never. Ties keep the order of the description. */
function rankOf(campus: Campus, point: Point, choice: LayerChoice): number {
  const kind = campus.devices.get(point.deviceId)?.kind;
  const quantityRank = choice.quantities.indexOf(point.quantity);
  if (!kind || quantityRank < 0 || choice.never.includes(kind) || orderKinds.includes(point.kind)) {
    return Number.POSITIVE_INFINITY;
  }
  const deviceRank = choice.preferred.includes(kind) ? 0 : 1;
  const kindRank = point.kind === 'sensor' ? 0 : 1;
  // A meter's total is named after its quantity, its phases are not.
  const nameRank = parsePointId(point.pointId)?.localId === point.quantity ? 0 : 1;
  return deviceRank * 8 + quantityRank * 4 + kindRank * 2 + nameRank;
}
