// Device drivers: the contract, the device models as data, and each protocol's driver on demand.
import type { Protocol } from '@campus/campus-model';
import type { Driver } from './driver.ts';

export { checkDevices } from './check-devices.ts';
export { deviceModels } from './device-models/index.ts';
export type {
  Driver,
  DriverContext,
  DriverDevice,
  DriverPoint,
  DriverSession,
  DriverSink,
  EndpointPlan,
  Reading,
  WriteResult,
} from './driver.ts';
export { driverSchemas } from './schemas.ts';
export { settledDevice, settledEndpoint, settledModel } from './settled-plan.ts';

/** Imports a protocol's driver, schemas and sessions. */
export async function loadDriver(protocol: Protocol): Promise<Driver> {
  switch (protocol) {
    case 'modbus':
      return (await import('./modbus/driver.ts')).modbusDriver;
    case 'opcua':
      return (await import('./opcua/driver.ts')).opcuaDriver;
    case 'mqtt':
      return (await import('./mqtt/driver.ts')).mqttDriver;
  }
}
