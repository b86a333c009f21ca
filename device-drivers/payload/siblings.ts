// What a command must know of its device's other points, and what a device's address must say.
import type { DriverPoint } from '../driver.ts';

interface SeenPoint {
  readonly driverPoint: DriverPoint;
  readonly value: number;
}

/** The latest value of a device's point by its local name; null where there is none. */
export function siblingValue(points: readonly SeenPoint[], local: string): number | null {
  const sibling = points.find(({ driverPoint }) => driverPoint.point.id === local);
  return sibling && Number.isFinite(sibling.value) ? sibling.value : null;
}

/** Why nothing can be asked of a device whose address leaves a name of its model's templates open. */
export function lackOf(deviceId: string, name: string): string {
  return `${deviceId}: its address does not say names: { ${name}: … }`;
}
