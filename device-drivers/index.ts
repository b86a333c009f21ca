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
  PlanRow,
  Reading,
  WriteResult,
} from './driver.ts';
export {
  type DeviceDraft,
  type DiscoveryDrafts,
  type DiscoveryMessage,
  draftDevices,
} from './mqtt/home-assistant/drafts.ts';
export { type FoundProjector, type SearchOptions, searchProjectors } from './pjlink/search.ts';
export { driverSchemas } from './schemas.ts';
export { settledDevice, settledEndpoint, settledModel } from './settled-plan.ts';

/** Imports a protocol's driver, schemas and sessions. */
export async function loadDriver(protocol: Protocol): Promise<Driver> {
  switch (protocol) {
    case 'modbus':
      return (await import('./modbus/driver.ts')).modbusDriver;
    case 'opcua':
      return (await import('./opcua/driver.ts')).opcuaDriver;
    case 'dlt645':
      return (await import('./dlt645/driver.ts')).dlt645Driver;
    case 'cjt188':
      return (await import('./cjt188/driver.ts')).cjt188Driver;
    case 'bacnet':
      return (await import('./bacnet/driver.ts')).bacnetDriver;
    case 'mqtt':
      return (await import('./mqtt/driver.ts')).mqttDriver;
    case 'http':
      return (await import('./http/driver.ts')).httpDriver;
    case 'pjlink':
      return (await import('./pjlink/driver.ts')).pjlinkDriver;
    case 'snmp':
      return (await import('./snmp/driver.ts')).snmpDriver;
  }
}
