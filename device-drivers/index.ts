// Device drivers: the contract, the device models as data, and each protocol's driver on demand.
import type { Protocol } from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { FoundDevice, Search } from './bacnet/discovery.ts';
import type { Driver } from './driver.ts';
import type { ModbusScan, ScanResult } from './modbus/scan.ts';
import type { Listened, MqttListening } from './mqtt/learn.ts';
import type { BrowsedServer, BrowseOptions } from './opcua/browse.ts';

export type { FoundDevice } from './bacnet/discovery.ts';
export { checkDevices } from './check-devices.ts';
export { deviceModels } from './device-models/index.ts';
export type { Draft } from './drafts/draft.ts';
export { draftOpcua } from './drafts/from-opcua.ts';
export { draftTopics, type TopicDrafts } from './drafts/from-topics.ts';
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
export type { FoundUnit, ModbusScan, ScanResult, ScanStep } from './modbus/scan.ts';
export {
  type DeviceDraft,
  type DiscoveryDrafts,
  type DiscoveryMessage,
  draftDevices,
} from './mqtt/home-assistant/drafts.ts';
export type { Listened, MqttListening, SeenTopic } from './mqtt/learn.ts';
export type { BrowsedServer, BrowsedVariable, BrowseOptions } from './opcua/browse.ts';
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

/** Variables of an OPC UA server (opcua/browse.ts); its library is loaded when it is asked for. */
export async function browseServer(settings: unknown, options: BrowseOptions): Promise<BrowsedServer> {
  return (await import('./opcua/browse.ts')).browseServer(settings, options);
}

/** Units on a Modbus endpoint and the models that fit them (modbus/scan.ts). */
export async function scanModbus(scan: ModbusScan): Promise<ScanResult> {
  return (await import('./modbus/scan.ts')).scanModbus(scan);
}

/** What a broker tells for a while (mqtt/learn.ts). */
export async function listenMqtt(listening: MqttListening): Promise<Listened> {
  return (await import('./mqtt/learn.ts')).listenMqtt(listening);
}

/** BACnet devices that answer Who-Is (bacnet/discovery.ts). */
export async function discoverBacnet(search: Search, clock: Clock): Promise<FoundDevice[]> {
  return (await import('./bacnet/discovery.ts')).discoverDevices(search, clock);
}
