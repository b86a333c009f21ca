// A browsed OPC UA server as drafts: known devices by their nodes, others with a model of what was found.
import { deviceModelSchema } from '@campus/campus-model';
import { type BrowsedVariable, deviceModels, draftOpcua, driverSchemas } from '@campus/device-drivers';
import { expect, test } from 'vitest';

function variable(nodeId: string, path: string[], facts: Partial<BrowsedVariable> = {}): BrowsedVariable {
  return {
    nodeId,
    path,
    displayName: path.at(-1)!,
    dataType: 'Double',
    valueType: 'Double',
    isArray: false,
    access: { read: true, write: false },
    sample: { value: 1, status: 0, timeMs: null },
    ...facts,
  };
}

const cnc = deviceModels.get('cnc-machine')!.points.map(({ address }) => String(address.node));
const server = {
  url: 'opc.tcp://plc:4840',
  namespaces: ['http://opcfoundation.org/UA/', 'urn:maker'],
  cut: null,
  variables: [
    variable('i=2258', ['Server', 'ServerStatus', 'CurrentTime'], { valueType: 'DateTime' }),
    ...cnc.map((name) => variable(`nsu=urn:maker;s=CNC1.${name}`, ['CNC1', name])),
    variable('nsu=urn:maker;s=Boiler.FlowTemperature', ['Boiler', 'FlowTemperature'], {
      unit: '°C',
      range: { min: 0, max: 120 },
    }),
    variable('nsu=urn:maker;s=Boiler.Mode', ['Boiler', 'Mode'], {
      valueType: 'Int32',
      states: { 0: 'off', 1: 'heat' },
    }),
    variable('nsu=urn:maker;s=Boiler.Burner', ['Boiler', 'Burner'], {
      valueType: 'Boolean',
      sample: { value: true, status: 0, timeMs: null },
    }),
    variable('nsu=urn:maker;s=Boiler.Curve', ['Boiler', 'Curve'], { isArray: true }),
    variable('nsu=urn:maker;i=71', ['Pump', 'Speed']),
  ],
};

test('devices by their objects', () => {
  const drafts = draftOpcua(server, deviceModels);
  expect(drafts.map(({ device: { id, model, address } }) => ({ id, model, address }))).toEqual([
    { id: 'cnc1', model: 'cnc-machine', address: { root: 'nsu=urn:maker;s=CNC1' } },
    { id: 'boiler', model: 'opcua-boiler', address: { root: 'nsu=urn:maker;s=Boiler' } },
    { id: 'pump', model: 'opcua-pump', address: {} },
  ]);
  const boiler = drafts[1]!.model!;
  expect(
    boiler.points.map(({ id, quantity, unit, range, address }) => ({ id, quantity, unit, range, address })),
  ).toEqual([
    {
      id: 'flow-temperature',
      quantity: 'temperature',
      unit: '°C',
      range: { min: 0, max: 120 },
      address: { node: 'FlowTemperature' },
    },
    { id: 'mode', quantity: 'state', unit: '', range: undefined, address: { node: 'Mode' } },
    { id: 'burner', quantity: 'state', unit: '', range: undefined, address: { node: 'Burner' } },
  ]);
  expect(drafts[2]!.model!.points[0]!.address).toEqual({ node: 'nsu=urn:maker;i=71' });
});

test('drafted models and addresses pass the schemas', () => {
  for (const { model, device } of draftOpcua(server, deviceModels)) {
    expect(driverSchemas.opcua.deviceAddressSchema.safeParse(device.address).success).toBe(true);
    if (!model) continue;
    expect(deviceModelSchema.safeParse(model).error).toBeUndefined();
    for (const { address } of model.points) {
      expect(driverSchemas.opcua.pointAddressSchema.safeParse(address).error).toBeUndefined();
    }
  }
});
