// A point as an agent holds it: its id, and what all points of its kind share, once a model and once a device. A copy of
// the model for each of ten thousand points would take some megabytes of a small gateway.
import type { Device, Point, PointId, PointModel, System } from '@campus/campus-model';
import { pointId, writeTerms } from '@campus/campus-model/plain';

export class PlannedPoint implements Point {
  readonly pointId: PointId;
  readonly #model: PointModel;
  readonly #device: Device;

  constructor(device: Device, model: PointModel) {
    this.pointId = pointId(device.id, model.id);
    this.#model = model;
    this.#device = device;
  }

  get deviceId(): string {
    return this.#device.id;
  }

  get gatewayId(): string {
    return this.#device.gatewayId;
  }

  get spaceId(): string {
    return this.#device.spaceId;
  }

  get system(): System {
    return this.#device.system;
  }

  get id(): string {
    return this.#model.id;
  }

  get name(): PointModel['name'] {
    return this.#model.name;
  }

  get kind(): PointModel['kind'] {
    return this.#model.kind;
  }

  get quantity(): PointModel['quantity'] {
    return this.#model.quantity;
  }

  get unit(): string {
    return this.#model.unit;
  }

  get decimals(): number {
    return this.#model.decimals;
  }

  get range(): PointModel['range'] {
    return this.#model.range;
  }

  get states(): PointModel['states'] {
    return this.#model.states;
  }

  get counter(): PointModel['counter'] {
    return this.#model.counter;
  }

  get wrapsAt(): PointModel['wrapsAt'] {
    return this.#model.wrapsAt;
  }

  get deadband(): number {
    return this.#model.deadband;
  }

  get heartbeatMs(): number {
    return this.#model.heartbeatMs;
  }

  get periodMs(): PointModel['periodMs'] {
    return this.#model.periodMs;
  }

  get write(): PointModel['write'] {
    return writeTerms(this.#model.write, this.#device.id, this.#device.outputs?.[this.#model.id]);
  }

  get address(): PointModel['address'] {
    return this.#model.address;
  }
}
