// A school of 200 rooms from six room templates: its description without a room in it, and the point table that brings
// gateways, buses, floors and rooms. Addresses of all devices follow by formula.
import { type SheetCell, xlsxOf } from './xlsx.ts';

const templates = ['classroom', 'computer-room', 'office', 'lab', 'dormitory', 'store'] as const;
const floors = 5;
const roomsAFloor = 40;
const roomWidthM = 9;

function device(suffix: string, zh: string, en: string, model: string, place: number): string {
  return `      - { id: "{space}-${suffix}", name: { zh: ${zh}, en: ${en} }, model: ${model}, endpoint: "{building}-bus-{level}", address: { unit: "{n * 6 + ${place}}" } }`;
}

const devicesOf: Readonly<Record<(typeof templates)[number], readonly string[]>> = {
  classroom: [
    device('meter', '电表', 'Energy meter', 'eastron-sdm630', 1),
    device('air', '空气质量传感器', 'Air sensor', 'generic-cn-co2', 2),
    device('lamps', '照明', 'Lamps', 'lamp-relay-4', 3),
    device('ac', '空调', 'Air conditioner', 'fan-coil-thermostat', 4),
  ],
  'computer-room': [
    device('meter', '电表', 'Energy meter', 'eastron-sdm630', 1),
    device('air', '空气质量传感器', 'Air sensor', 'generic-cn-co2', 2),
    device('ac', '空调', 'Air conditioner', 'fan-coil-thermostat', 4),
  ],
  office: [device('ac', '空调', 'Air conditioner', 'fan-coil-thermostat', 4)],
  lab: [
    device('meter', '电表', 'Energy meter', 'eastron-sdm630', 1),
    device('climate', '温湿度传感器', 'Climate sensor', 'renke-rs-ws-n01', 2),
    device('lamps', '照明', 'Lamps', 'lamp-relay-4', 3),
  ],
  dormitory: [device('meter', '电表', 'Energy meter', 'eastron-sdm630', 1)],
  store: [device('climate', '温湿度传感器', 'Climate sensor', 'renke-rs-ws-n01', 2)],
};

const kinds: Readonly<Record<(typeof templates)[number], string>> = {
  classroom: 'classroom',
  'computer-room': 'computer-room',
  office: 'office',
  lab: 'workshop',
  dormitory: 'dormitory-room',
  store: 'cold-store',
};

/** YAML: one building without floors of its own but the first, no endpoint, no room. */
export function roomsCampus(): string {
  const lines = templates.flatMap((name) => [
    `  ${name}:`,
    `    kind: ${kinds[name]}`,
    `    size: [${roomWidthM}, 7.2]`,
    '    devices:',
    ...devicesOf[name],
  ]);
  return `# A school before its point table is imported.
version: 1
site: { id: rooms, name: { zh: 两百间教室, en: Two hundred rooms }, timeZone: Asia/Shanghai }
gateways:
  - { id: gw-r, name: { zh: 网关, en: Gateway }, building: r }
endpoints: []
templates:
${lines.join('\n')}
buildings:
  - id: r
    name: { zh: 教学楼, en: Building }
    outline: [[0, 0], [400, 0], [400, 10], [0, 10]]
    floors:
      - { id: r-f1, name: { zh: 一层, en: Floor 1 }, level: 1, spaces: [] }
`;
}

/** The point table; bus of each floor from `firstPort` on. */
export function roomsTable(firstPort: number): Buffer {
  const levels = Array.from({ length: floors }, (_, i) => i + 1);
  const endpoints: SheetCell[][] = levels.map((level) => [
    `r-bus-${level}`,
    'gw-r',
    'modbus',
    '127.0.0.1',
    firstPort + level - 1,
  ]);
  const floorRows: SheetCell[][] = levels.map((level) => [
    'r',
    `r-f${level}`,
    `${level} 层`,
    `Floor ${level}`,
    level,
  ]);
  const rooms = levels.flatMap((level) => Array.from({ length: roomsAFloor }, (_, n) => roomRow(level, n)));
  return xlsxOf([
    { name: '端点', rows: [['编号', '网关', '协议', '主机', '端口'], ...endpoints] },
    { name: '楼层', rows: [['楼栋', '编号', '中文名', '英文名', '层号'], ...floorRows] },
    {
      name: '房间',
      rows: [['楼栋', '楼层', '编号', '中文名', '英文名', '模板', '东向 m', '北向 m'], ...rooms],
    },
  ]);
}

function roomRow(level: number, n: number): SheetCell[] {
  const number = `${level}${String(n + 1).padStart(2, '0')}`;
  const template = templates[n % templates.length]!;
  return ['r', `r-f${level}`, `r-${number}`, `${number} 室`, `Room ${number}`, template, n * roomWidthM, 0];
}
