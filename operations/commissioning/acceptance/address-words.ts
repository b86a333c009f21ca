// Where a point is found on its device, in words that a fitter can hold against the maker's manual. Only what is named here
// is told: passwords and tokens of an address never are. Pure.
import type {
  CommissioningDevice,
  Device,
  Endpoint,
  Language,
  Point,
  Protocol,
  Text,
} from '@campus/campus-model';

type Fields = Readonly<Record<string, unknown>>;
type Words = (device: Fields, point: Fields) => Text;

const tables: Readonly<Record<string, readonly [words: Text, first: number]>> = {
  coil: [{ zh: '线圈', en: 'coil' }, 1],
  discrete: [{ zh: '离散输入', en: 'discrete input' }, 10_001],
  input: [{ zh: '输入寄存器', en: 'input register' }, 30_001],
  holding: [{ zh: '保持寄存器', en: 'holding register' }, 40_001],
};

/** Manuals of four-digit numbering end here; beyond only the address itself is told. */
const lastNumbered = 9_998;

const modbus: Words = (device, point) => {
  const [words, first] = tables[String(point.table)] ?? [both(String(point.table)), 0];
  const address = Number(point.address) + Number(device.offset ?? 0);
  const number = first > 0 && address <= lastNumbered ? ` (${String(first + address).padStart(5, '0')})` : '';
  const parts = [point.type, scaleOf(point), point.byte && `byte ${String(point.byte)}`, bitsOf(point)];
  const coding = parts.filter((part) => part !== undefined && part !== '').join(' ');
  const tail = coding === '' ? '' : ` · ${coding}`;
  return {
    zh: `站号 ${String(device.unit)} · ${words.zh} ${address}${number}${tail}`,
    en: `unit ${String(device.unit)} · ${words.en} ${address}${number}${tail}`,
  };
};

function scaleOf({ scale, offset }: Fields): string {
  const factor = typeof scale === 'number' && scale !== 1 ? `× ${scale}` : '';
  const shift =
    typeof offset === 'number' && offset !== 0 ? `${offset > 0 ? '+' : '−'} ${Math.abs(offset)}` : '';
  return [factor, shift].filter((part) => part !== '').join(' ');
}

function bitsOf({ bit, bits }: Fields): string {
  if (typeof bit !== 'number') return '';
  return typeof bits === 'number' && bits > 1 ? `bit ${bit}–${bit + bits - 1}` : `bit ${bit}`;
}

const mqtt: Words = (device, point) => {
  const own = String(device.topic ?? device.prefix ?? '');
  const place = typeof point.path === 'string' && point.path !== '' ? point.path : null;
  const topic = topicOf(own, device.bridge, String(point.topic ?? ''));
  return {
    zh: `主题 ${topic}${place === null ? '' : ` · 字段 ${place}`}`,
    en: `topic ${topic}${place === null ? '' : ` · member ${place}`}`,
  };
};

function topicOf(own: string, bridge: unknown, suffix: string): string {
  if (suffix.includes('{topic}')) return suffix.replaceAll('{topic}', own);
  if (!suffix.startsWith('../')) return own + suffix;
  const above = typeof bridge === 'string' ? bridge : own.slice(0, Math.max(0, own.lastIndexOf('/')));
  return `${above}/${suffix.slice(3)}`;
}

const wordsOf: Readonly<Record<Protocol, Words>> = {
  modbus,
  mqtt,
  opcua: (device, point) => {
    const node = `${String(device.root)}.${String(point.node)}`;
    return { zh: `节点 ${node}`, en: `node ${node}` };
  },
  bacnet: (device, point) => {
    const instance = Number(point.instance) + Number(device.offset ?? 0);
    const object = `${String(point.object)} ${instance}`;
    return {
      zh: `设备 ${String(device.instance)} · ${object}`,
      en: `device ${String(device.instance)} · ${object}`,
    };
  },
  snmp: (device, point) => {
    const row = typeof point.row === 'number' ? `.${point.row + Number(device.rowOffset ?? 0)}` : '';
    return both(`OID ${String(point.oid)}${row}`);
  },
  dlt645: (device, point) => meterWords(device, point),
  cjt188: (device, point) => meterWords(device, point),
  pjlink: (_device, point) =>
    both(['PJLink', point.item, point.lamp].filter((part) => part !== undefined).join(' ')),
  http: (device, point) => {
    const path = `${String(device.base ?? '')}${String(point.url ?? device.hook ?? '')}`;
    const member = typeof point.path === 'string' && point.path !== '' ? point.path : null;
    return {
      zh: `地址 ${path}${member === null ? '' : ` · 字段 ${member}`}`,
      en: `path ${path}${member === null ? '' : ` · member ${member}`}`,
    };
  },
};

function meterWords(device: Fields, point: Fields): Text {
  const place = typeof point.at === 'number' ? ` + ${point.at}` : '';
  const item = `${String(point.id ?? '901F')}${place}`;
  return {
    zh: `表号 ${String(device.address)} · 数据标识 ${item}`,
    en: `meter ${String(device.address)} · data item ${item}`,
  };
}

function both(words: string): Text {
  return { zh: words, en: words };
}

/** `unit 11 · holding register 100 (40101) · float32 × 0.1`. */
export function pointAddressWords(endpoint: Endpoint, device: Device, point: Point): Text {
  return wordsOf[endpoint.protocol](device.address, point.address);
}

/** The address as the campus file has it, without what is secret or only the protocol's own. */
export function addressFields(device: Device): CommissioningDevice['addressFields'] {
  return Object.entries(fieldWords).flatMap(([key, words]) => {
    const value = device.address[key];
    const isTold = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isTold ? [{ key, words, value }] : [];
  });
}

/** Of a device's address, what tells one device from another. */
const fieldWords: Readonly<Record<string, Text>> = {
  unit: { zh: '站号', en: 'unit' },
  offset: { zh: '地址偏移', en: 'offset' },
  topic: { zh: '主题', en: 'topic' },
  prefix: { zh: '主题前缀', en: 'topic prefix' },
  root: { zh: '根节点', en: 'root node' },
  instance: { zh: '设备实例', en: 'device instance' },
  network: { zh: '网络号', en: 'network' },
  mac: { zh: '网络内地址', en: 'address there' },
  address: { zh: '表号', en: 'meter number' },
  rowOffset: { zh: '行偏移', en: 'row offset' },
  base: { zh: '路径', en: 'path' },
  hook: { zh: '回传路径', en: 'hook' },
};

export function deviceAddressWords(device: Device): Text {
  const fields = addressFields(device);
  const written = (language: Language) =>
    fields.map(({ words, value }) => `${words[language]} ${value}`).join(' · ') || '—';
  return { zh: written('zh'), en: written('en') };
}

/** `10.0.0.9:502`, or the serial port with its speed. */
export function endpointWords({ settings }: Endpoint): string {
  const { host, port, path, baudRate, listen } = settings;
  if (typeof host === 'string') return port === undefined ? host : `${host}:${String(port)}`;
  if (typeof path === 'string') return baudRate === undefined ? path : `${path} @ ${String(baudRate)}`;
  const own = typeof listen === 'object' && listen !== null ? (listen as Fields) : null;
  return own ? `${String(own.host)}:${String(own.port)}` : '—';
}
