// What a session watches: one variable of the server for each point that has one.
import type { DriverPoint, EndpointPlan } from '../driver.ts';
import type { OpcuaDevice, OpcuaMethod, OpcuaPointAddress } from './settings.ts';

const defaultSamplingMs = 1_000;

export interface Item {
  /** Its place in the list; the server's notifications carry it. */
  readonly number: number;
  readonly driverPoint: DriverPoint;
  /** As it is written, namespaces by URI too; null for a point that is only commanded, by a method. */
  readonly node: string | null;
  readonly method: NamedMethod | null;
  readonly samplingMs: number;
  /** In the variable's own unit; 0 for none. */
  readonly deadband: number;
  readonly scale: number;
}

export interface NamedMethod {
  readonly object: string;
  /** Which is called for the value; null for one that has none. */
  of(value: number): string | null;
  readonly argument: OpcuaMethod['argument'];
}

export function itemsOf(plan: EndpointPlan): Item[] {
  let number = 0;
  return plan.devices.flatMap(({ device, points }) => {
    const { root } = device.address as OpcuaDevice;
    return points.map((driverPoint): Item => {
      const { point } = driverPoint;
      const { node, method, scale = 1 } = point.address as OpcuaPointAddress;
      return {
        number: number++,
        driverPoint,
        node: node === undefined ? null : below(root, node),
        method: method ? namedMethod(root, method) : null,
        samplingMs: point.periodMs ?? defaultSamplingMs,
        deadband: point.quantity === 'text' ? 0 : point.deadband / scale,
        scale,
      };
    });
  });
}

function namedMethod(root: string | undefined, { object, method, argument }: OpcuaMethod): NamedMethod {
  const nameFor = (value: number): string | undefined =>
    typeof method === 'string' ? method : method[String(value)];
  return {
    object: object === undefined ? (root ?? '') : below(root, object),
    of: (value) => {
      const name = nameFor(value);
      return name === undefined ? null : below(root, name);
    },
    argument,
  };
}

/** Whole node ids stand for themselves; other names are below the device's root. */
function below(root: string | undefined, name: string): string {
  return /^(?:ns=|nsu=|[isgb]=)/.test(name) || root === undefined ? name : `${root}.${name}`;
}
