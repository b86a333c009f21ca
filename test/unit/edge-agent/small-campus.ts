// A campus of one gateway with two Modbus devices: four lamps and an air sensor.
import type { Campus, Device, DeviceModel, Point } from '@campus/campus-model';
import { deviceModels } from '@campus/device-drivers';

const name = { zh: '测试', en: 'test' };

function deviceOf(id: string, modelId: string, unit: number): Device {
  const model = deviceModels.get(modelId)!;
  return {
    id,
    name,
    modelId,
    kind: model.kind,
    system: model.system,
    gatewayId: 'gw-t1',
    endpointId: 'bus-1',
    spaceId: 't1-101',
    address: { unit },
  };
}

function pointsOf(device: Device, model: DeviceModel): Point[] {
  return model.points.map((point) => ({
    ...point,
    pointId: `${device.id}/${point.id}`,
    deviceId: device.id,
    gatewayId: device.gatewayId,
    spaceId: device.spaceId,
    system: device.system,
  }));
}

/** `port`: where the Modbus server of its one endpoint listens. */
export function smallCampus(port = 1): Campus {
  const devices = [deviceOf('t1-101-air', 'renke-rs-ws-n01', 2), deviceOf('t1-101-lamps', 'lamp-relay-4', 1)];
  const points = devices.flatMap((device) => pointsOf(device, deviceModels.get(device.modelId)!));
  return {
    site: { id: 'school', name, timeZone: 'Asia/Shanghai' },
    isDemo: false,
    people: [],
    responsible: {},
    buildings: [],
    gateways: new Map([['gw-t1', { id: 'gw-t1', name, buildingId: 't1' }]]),
    endpoints: new Map([
      [
        'bus-1',
        {
          id: 'bus-1',
          gatewayId: 'gw-t1',
          protocol: 'modbus',
          settings: { host: '127.0.0.1', port, timeoutMs: 300 },
        },
      ],
    ]),
    spaces: new Map(),
    devices: new Map(devices.map((device) => [device.id, device])),
    points: new Map(points.map((point) => [point.pointId, point])),
  };
}
