// A small school for the tests of the web server: a classroom, an office, a gate with a camera.
import {
  type Campus,
  type DeviceModel,
  type DeviceModelCatalogue,
  expandCampus,
  type PointModel,
} from '@campus/campus-model';

const text = (zh: string, en: string) => ({ zh, en });

function point(
  id: string,
  kind: PointModel['kind'],
  quantity: PointModel['quantity'],
  more: Partial<PointModel> = {},
) {
  return {
    id,
    name: text(`测点${id}`, `point ${id}`),
    kind,
    quantity,
    unit: '',
    decimals: 1,
    deadband: 0,
    heartbeatMs: 10_000,
    address: {},
    ...more,
  } satisfies PointModel;
}

function model(id: string, kind: DeviceModel['kind'], system: DeviceModel['system'], points: PointModel[]) {
  const described: DeviceModel = {
    id,
    name: text(`型号${id}`, `model ${id}`),
    maker: 'example',
    kind,
    system,
    protocol: 'mqtt',
    source: 'example',
    settings: {},
    points,
  };
  return [id, described] as const;
}

const order = (readback: string, more = {}) => ({
  write: { min: 0, max: 1, step: 1, readback, tolerance: 0, settleMs: 2000, ...more },
});

export const smallModels: DeviceModelCatalogue = new Map([
  model('air', 'air-sensor', 'climate', [
    point('temperature', 'sensor', 'temperature', { unit: '°C', range: { min: -20, max: 60 } }),
    point('co2', 'sensor', 'co2', { unit: 'ppm', decimals: 0 }),
  ]),
  model('lamps', 'lamps', 'lighting', [
    point('front-set', 'output', 'switch', order('front')),
    point('front', 'readback', 'switch'),
  ]),
  model('conditioner', 'air-conditioner', 'climate', [
    point('target-set', 'setpoint', 'temperature', order('target', { min: 16, max: 30, step: 0.5 })),
    point('target', 'readback', 'temperature'),
    point('room-temperature', 'sensor', 'temperature'),
  ]),
  model('meter', 'energy-meter', 'energy', [
    point('power-l1', 'sensor', 'power'),
    point('power', 'sensor', 'power'),
    point('energy', 'sensor', 'energy', { counter: true }),
  ]),
  model('headset', 'vr-headset', 'teaching', [
    point('temperature', 'sensor', 'temperature'),
    point('app', 'status', 'text'),
  ]),
  model('fire', 'fire-panel', 'fire', [
    point('silence-set', 'output', 'switch', order('silence')),
    point('silence', 'readback', 'switch'),
  ]),
  model('camera', 'camera', 'security', [
    point('motion', 'sensor', 'motion'),
    point('people', 'sensor', 'people'),
  ]),
]);

const device = (id: string, zh: string, en: string, modelId: string, address = {}) => ({
  id,
  name: text(zh, en),
  model: modelId,
  endpoint: 'field',
  address,
});

/** `cameraUrl` is where the camera at the gate serves its picture. */
export function smallCampus(cameraUrl = 'http://127.0.0.1:9/none'): Campus {
  const expanded = expandCampus(smallDescription(cameraUrl), smallModels);
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.mistakes));
  return expanded.campus;
}

/** The file's content; each call makes a new one. */
export function smallDescription(cameraUrl = 'http://127.0.0.1:9/none'): object {
  const outline = [
    [0, 0],
    [20, 0],
    [20, 10],
    [0, 10],
  ];
  return {
    version: 1,
    demo: true,
    site: { id: 'school', name: text('学校', 'School'), timeZone: 'Asia/Shanghai' },
    people: [{ id: 'wang', name: text('王老师', 'Mr Wang'), phone: '123' }],
    responsible: { climate: 'wang' },
    gateways: [{ id: 'gw-t1', name: text('网关', 'Gateway'), building: 't1' }],
    endpoints: [{ id: 'field', gateway: 'gw-t1', protocol: 'mqtt', settings: {} }],
    templates: {
      classroom: { kind: 'classroom', size: [8, 7], seats: 45 },
      office: { kind: 'office', size: [4, 4] },
      gate: { kind: 'gate', size: [4, 4] },
    },
    buildings: [
      {
        id: 't1',
        name: text('一号楼', 'Building 1'),
        outline,
        floors: [
          {
            id: 't1-f1',
            name: text('一层', 'Floor 1'),
            level: 1,
            spaces: [
              {
                id: 't1-101',
                template: 'classroom',
                name: text('一零一教室', 'Classroom 101'),
                devices: [
                  device('t1-101-vr', '头显', 'Headset', 'headset'),
                  device('t1-101-ac', '空调', 'Conditioner', 'conditioner'),
                  device('t1-101-air', '空气', 'Air sensor', 'air'),
                  device('t1-101-lamps', '灯', 'Lamps', 'lamps'),
                  device('t1-101-meter', '电表', 'Meter', 'meter'),
                ],
              },
              {
                id: 't1-102',
                template: 'office',
                name: text('办公室', 'Office'),
                devices: [
                  device('t1-102-lamps', '灯', 'Lamps', 'lamps'),
                  device('t1-102-fire', '火灾报警主机', 'Fire panel', 'fire'),
                ],
              },
              {
                id: 't1-gate',
                template: 'gate',
                name: text('大门', 'Gate'),
                devices: [
                  device('t1-gate-cam', '摄像机', 'Camera', 'camera', { picture: cameraUrl }),
                  device('t1-gate-cam2', '摄像机二', 'Camera 2', 'camera'),
                ],
              },
            ],
          },
        ],
      },
    ],
  };
}
