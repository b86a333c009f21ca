// Commissioning as the page asks for it: how far every device is, a device's points with their judgement, verdicts with the
// evidence of the moment, trials of outputs. Evidence is the hub's own: nothing of it comes from the page but a reference reading.
import {
  type ActView,
  authorise,
  CampusError,
  type CommissioningDevice,
  type CommissioningOverview,
  type CommissioningPoint,
  type CommissioningScope,
  type Device,
  type DeviceModelCatalogue,
  type DeviceView,
  type Identity,
  mostPointsAnAct,
  type Plausibility,
  type Point,
  type PointView,
  type Replacement,
  type ReplacementRequest,
  type TrialView,
  type VerdictRequest,
} from '@campus/campus-model';
import type { NewAcceptance } from './acceptance-rows.ts';
import { type Acceptances, openWhereReopened } from './acceptances.ts';
import { addressFields, deviceAddressWords, endpointWords, pointAddressWords } from './address-words.ts';
import type { CampusPlaces } from './campus-places.ts';
import { evidenceOf, type PointJudge } from './evidence.ts';
import { type OverviewRow, progressOf } from './progress.ts';
import type { Trials } from './trials.ts';

/** Points judged before others have their turn: about two milliseconds of them. */
const pointsATurn = 1_000;

interface CommissioningParts {
  readonly places: CampusPlaces;
  readonly models: DeviceModelCatalogue;
  readonly acceptances: Acceptances;
  readonly judge: PointJudge;
  readonly trials: Trials;
  deviceView(device: Device): DeviceView;
  pointView(point: Point, identity: Identity): PointView;
}

export class Commissioning {
  readonly #parts: CommissioningParts;

  constructor(parts: CommissioningParts) {
    this.#parts = parts;
  }

  /** Gateways, endpoints and devices with how far each device is. */
  async overview(identity: Identity): Promise<CommissioningOverview> {
    const { places, models, acceptances } = this.#parts;
    const { campus } = places;
    const verdicts = new Map((await acceptances.verdicts()).map((row) => [row.pointId, row.verdict]));
    const rows = await this.#judgeAll(identity);
    return {
      gateways: [...campus.gateways.values()].map(({ id, name, buildingId }) => ({ id, name, buildingId })),
      endpoints: [...campus.endpoints.values()].map((endpoint) => ({
        id: endpoint.id,
        gatewayId: endpoint.gatewayId,
        protocol: endpoint.protocol,
        where: endpointWords(endpoint),
      })),
      devices: [...campus.devices.values()].map((device) => ({
        id: device.id,
        name: device.name,
        modelName: models.get(device.modelId)?.name ?? device.name,
        kind: device.kind,
        gatewayId: device.gatewayId,
        spaceId: device.spaceId,
        endpointId: device.endpointId,
        progress: progressOf(places.pointsOf(device.id), rows, verdicts),
      })),
    };
  }

  async #judgeAll(identity: Identity): Promise<Map<string, OverviewRow>> {
    const { places, judge, acceptances } = this.#parts;
    judge.touch();
    const points = [...places.campus.points.values()];
    const outputs = points.filter(({ write }) => write !== undefined).map(({ pointId }) => pointId);
    const orders = await acceptances.lastOrders(outputs);
    const rows = new Map<string, OverviewRow>();
    for (const [row, point] of points.entries()) {
      if (row % pointsATurn === pointsATurn - 1) await new Promise((resolve) => setImmediate(resolve));
      const { plausibility, seen } = judge.judge(point, orders.get(point.pointId) ?? null, identity);
      const isSeen = seen.timeMs !== null || orders.has(point.pointId);
      rows.set(point.pointId, { plausibility, isSeen });
    }
    return rows;
  }

  /** The devices of a device, space, endpoint or gateway with their points. Throws CampusError `not-found`. */
  async devices(scope: CommissioningScope, identity: Identity): Promise<CommissioningDevice[]> {
    const { places, acceptances, judge } = this.#parts;
    judge.touch();
    const devices = places.devicesOf(scope);
    const points = devices.flatMap(({ id }) => places.pointsOf(id));
    if (points.length > mostPointsAnAct) throw tooMany(points.length);
    const ids = points.map(({ pointId }) => pointId);
    const [standing, orders] = await Promise.all([acceptances.list(ids), this.#ordersOf(points)]);
    return Promise.all(
      devices.map(async (device) => ({
        ...this.#about(device),
        points: places.pointsOf(device.id).map((point) => ({
          ...this.#pointOf(device, point, orders, identity),
          standing: openWhereReopened(standing.get(point.pointId)),
        })),
        replacements: await acceptances.replacements(device.id),
      })),
    );
  }

  #about(device: Device): Omit<CommissioningDevice, 'points' | 'replacements'> {
    const { places, models, deviceView } = this.#parts;
    const endpoint = places.campus.endpoints.get(device.endpointId)!;
    const { id, gatewayId, protocol } = endpoint;
    const model = models.get(device.modelId);
    return {
      device: deviceView(device),
      maker: model?.maker ?? '',
      source: model?.source ?? '',
      endpoint: { id, gatewayId, protocol, where: endpointWords(endpoint) },
      address: deviceAddressWords(device),
      addressFields: addressFields(device),
    };
  }

  #pointOf(
    device: Device,
    point: Point,
    orders: Awaited<ReturnType<Acceptances['lastOrders']>>,
    identity: Identity,
  ): Omit<CommissioningPoint, 'standing'> {
    const { places, judge, pointView } = this.#parts;
    const order = orders.get(point.pointId) ?? null;
    const endpoint = places.campus.endpoints.get(device.endpointId)!;
    return {
      point: pointView(point, identity),
      address: pointAddressWords(endpoint, device, point),
      ...judge.judge(point, order, identity),
      order,
    };
  }

  #ordersOf(points: readonly Point[]): ReturnType<Acceptances['lastOrders']> {
    return this.#parts.acceptances.lastOrders(
      points.filter(({ write }) => write !== undefined).map(({ pointId }) => pointId),
    );
  }

  /** Throws CampusError `not-found` or `input-invalid`. */
  async decide(identity: Identity, request: VerdictRequest): Promise<ActView> {
    const { places, acceptances } = this.#parts;
    const points = request.pointIds.map((id) => {
      const point = places.campus.points.get(id);
      if (!point) throw new CampusError('not-found', `point "${id}"`);
      return point;
    });
    const rows = await this.#rows(points, request, identity);
    const subject = rows.length === 1 ? rows[0]!.pointId : `${rows.length} points`;
    const names = rows.length === 1 ? '' : `: ${rows.map(({ pointId }) => pointId).join(', ')}`;
    const detail = `${request.verdict}${request.note ? ` (${request.note})` : ''}${names}`;
    const act = await acceptances.decide(identity, rows, { subject, detail: detail.slice(0, longestDetail) });
    return { act, points: rows.length, left: {} };
  }

  /** Rows of an act with the evidence of this moment. */
  async #rows(
    points: readonly Point[],
    { verdict, note, reference }: Omit<VerdictRequest, 'pointIds'>,
    identity: Identity,
  ): Promise<NewAcceptance[]> {
    const { places, judge, acceptances, trials } = this.#parts;
    // A readback's evidence is the order that it followed.
    const outputs = points.map(({ pointId, write }) =>
      write ? pointId : (places.outputOf(pointId) ?? pointId),
    );
    const orders = await acceptances.lastOrders([...new Set(outputs)]);
    return points.map((point, row) => {
      const order = orders.get(outputs[row]!) ?? null;
      const judged = judge.judge(point, point.write ? order : null, identity);
      const device = places.campus.devices.get(point.deviceId)!;
      const endpoint = places.campus.endpoints.get(device.endpointId)!;
      const evidence = evidenceOf(judged, {
        at: judge.now(),
        unit: point.unit,
        address: pointAddressWords(endpoint, device, point),
        order,
        trial: trials.evidence(outputs[row]!, order?.id),
        reference,
      });
      return { pointId: point.pointId, verdict, note: note ?? null, evidence };
    });
  }

  /** Accepts every open point of the scope that is plausible now; the others stay as they are and are counted. */
  async acceptPlausible(identity: Identity, scope: CommissioningScope): Promise<ActView> {
    const devices = await this.devices(scope, identity);
    const open = devices.flatMap(({ points }) => points).filter(({ standing }) => standing === null);
    const left: Partial<Record<Plausibility, number>> = {};
    for (const { plausibility } of open) {
      if (plausibility !== 'plausible') left[plausibility] = (left[plausibility] ?? 0) + 1;
    }
    const plausible = open
      .filter(({ plausibility }) => plausibility === 'plausible')
      .map(({ point }) => this.#parts.places.campus.points.get(point.pointId)!);
    if (plausible.length === 0) return { act: null, points: 0, left };
    const rows = await this.#rows(plausible, { verdict: 'accepted' }, identity);
    const [subject = ''] = Object.values(scope).filter((id) => id !== undefined);
    const detail = `accepted ${rows.length} plausible points`;
    const act = await this.#parts.acceptances.decide(identity, rows, { subject, detail });
    return { act, points: rows.length, left };
  }

  /** Throws CampusError `not-found`. */
  async revoke(identity: Identity, act: number): Promise<ActView> {
    return { act, points: await this.#parts.acceptances.revoke(identity, act), left: {} };
  }

  /** Operates an output and looks what moves. Throws CampusError `not-found`, `forbidden` and what a command throws. */
  async startTrial(identity: Identity, order: { pointId: string; value: number }): Promise<TrialView> {
    const point = this.#parts.places.campus.points.get(order.pointId);
    if (!point) throw new CampusError('not-found', `point "${order.pointId}"`);
    if (!authorise(identity, 'point.command', point)) throw new CampusError('forbidden');
    return this.#parts.trials.start(identity, order);
  }

  /** Throws CampusError `not-found`. */
  trial(id: string): Promise<TrialView> {
    return this.#parts.trials.view(id);
  }

  /** Another device stands in the place of this one: noted, and its points are open again. Throws CampusError `not-found`. */
  async replace(identity: Identity, deviceId: string, request: ReplacementRequest): Promise<Replacement> {
    const { places, acceptances } = this.#parts;
    const points = places.devicesOf({ device: deviceId }).flatMap(({ id }) => places.pointsOf(id));
    const standing = await acceptances.list(points.map(({ pointId }) => pointId));
    const judged = points.filter(({ pointId }) => openWhereReopened(standing.get(pointId)) !== null);
    const reopened = await this.#rows(judged, { verdict: 'reopened', note: request.serial }, identity);
    const { serial, note = null } = request;
    return acceptances.replace(identity, { deviceId, serial, note }, reopened);
  }
}

/** Of an audit entry: what is longer stands in the act's own rows. */
const longestDetail = 2_000;

function tooMany(points: number): CampusError {
  return new CampusError(
    'input-invalid',
    `${points} points (at most ${mostPointsAnAct}; choose an endpoint, a space or a device)`,
  );
}
