// The sheets of a point table and their columns: which part of the campus description each holds, which are for people to
// fill in, and which only show what follows from the rest.
import { protocols, type Text } from '@campus/campus-model';
import type { Column, SheetKey, SheetShape } from './columns.ts';
import { both } from './mistakes.ts';

const required = { isRequired: true } as const;
const names: readonly Column[] = [
  {
    key: 'zh',
    heading: both('中文名', 'name zh'),
    kind: 'text',
    path: ['name', 'zh'],
    ...required,
    widthChars: 20,
  },
  {
    key: 'en',
    heading: both('英文名', 'name en'),
    kind: 'text',
    path: ['name', 'en'],
    ...required,
    widthChars: 26,
  },
];
const id: Column = {
  key: 'id',
  heading: both('编号', 'id'),
  kind: 'id',
  path: ['id'],
  ...required,
  widthChars: 18,
};
const responsible: Column = {
  key: 'responsible',
  heading: both('负责人', 'responsible'),
  kind: 'id',
  path: ['responsible'],
  refersTo: 'person',
  widthChars: 14,
};
/** Nothing on a campus is farther from a building's corner. */
const mostMetres = 10_000;
const metres = { kind: 'number', least: -mostMetres, most: mostMetres } as const;

const gateways: SheetShape = {
  key: 'gateways',
  title: both('网关', 'Gateways'),
  order: ['id', 'name', 'building'],
  columns: [
    id,
    ...names,
    {
      key: 'building',
      heading: both('楼栋', 'building'),
      kind: 'id',
      path: ['building'],
      ...required,
      refersTo: 'building',
    },
  ],
};

const endpoints: SheetShape = {
  key: 'endpoints',
  title: both('端点', 'Endpoints'),
  order: ['id', 'gateway', 'protocol', 'settings'],
  columns: [
    id,
    {
      key: 'gateway',
      heading: both('网关', 'gateway'),
      kind: 'id',
      path: ['gateway'],
      ...required,
      refersTo: 'gateway',
    },
    {
      key: 'protocol',
      heading: both('协议', 'protocol'),
      kind: 'word',
      path: ['protocol'],
      ...required,
      choices: protocols,
    },
    { key: 'host', heading: both('主机', 'host'), kind: 'word', path: ['settings', 'host'], widthChars: 18 },
    {
      key: 'port',
      heading: both('端口', 'port'),
      kind: 'number-or-formula',
      path: ['settings', 'port'],
      least: 1,
      most: 65_535,
      widthChars: 22,
    },
    {
      key: 'settings',
      heading: both('其他参数', 'more settings'),
      kind: 'settings',
      path: ['settings'],
      without: ['host', 'port'],
      widthChars: 40,
    },
  ],
};

const buildings: SheetShape = {
  key: 'buildings',
  title: both('楼栋', 'Buildings'),
  order: ['id', 'name', 'outline', 'with', 'floors'],
  columns: [
    id,
    ...names,
    {
      key: 'outline',
      heading: both('轮廓', 'outline'),
      kind: 'outline',
      path: ['outline'],
      ...required,
      widthChars: 40,
    },
  ],
};

const floors: SheetShape = {
  key: 'floors',
  title: both('楼层', 'Floors'),
  order: ['id', 'name', 'level', 'with', 'spaces', 'plan'],
  columns: [
    { key: 'building', heading: both('楼栋', 'building'), kind: 'id', ...required, refersTo: 'building' },
    id,
    ...names,
    {
      key: 'level',
      heading: both('层号', 'level'),
      kind: 'whole',
      path: ['level'],
      ...required,
      least: -20,
      most: 200,
    },
  ],
};

const sizeRemedy = both(
  '尺寸来自房间模板；请改用另一个模板，或在页面的平面图编辑器中画出轮廓',
  'The size comes from the room template: name another template, or draw the outline in the plan editor of the panel',
);

const spaces: SheetShape = {
  key: 'spaces',
  title: both('房间', 'Spaces'),
  order: ['id', 'template', 'name', 'at', 'with', 'seats', 'responsible', 'devices'],
  columns: [
    { key: 'building', heading: both('楼栋', 'building'), kind: 'id', ...required, refersTo: 'building' },
    { key: 'floor', heading: both('楼层', 'floor'), kind: 'id', ...required, refersTo: 'floor' },
    id,
    ...names,
    {
      key: 'template',
      heading: both('模板', 'template'),
      kind: 'word',
      path: ['template'],
      ...required,
      refersTo: 'template',
      widthChars: 20,
    },
    { key: 'x', heading: both('东向 m', 'x m'), path: ['at', 0], ...metres },
    { key: 'y', heading: both('北向 m', 'y m'), path: ['at', 1], ...metres },
    { key: 'seats', heading: both('座位', 'seats'), kind: 'whole', path: ['seats'], least: 0, most: 100_000 },
    responsible,
    {
      key: 'n',
      heading: both('序号 n', 'place n'),
      kind: 'evidence',
      remedy: both(
        '序号是房间在本层的次序；若要指定，请加一列“变量 n”并在其中填写',
        'It is the place of the room on its floor; to give another, add a column "变量 variable n" and write it there',
      ),
    },
    {
      key: 'kind',
      heading: both('类型', 'kind'),
      kind: 'evidence',
      remedy: both(
        '类型来自房间模板；请改用另一个模板',
        'The kind comes from the room template: name another template',
      ),
    },
    { key: 'width', heading: both('宽 m', 'width m'), kind: 'evidence', remedy: sizeRemedy },
    { key: 'depth', heading: both('深 m', 'depth m'), kind: 'evidence', remedy: sizeRemedy },
  ],
};

const devices: SheetShape = {
  key: 'devices',
  title: both('设备', 'Devices'),
  order: ['id', 'name', 'model', 'endpoint', 'address', 'at', 'repeat', 'responsible'],
  columns: [
    { key: 'space', heading: both('房间', 'space'), kind: 'id', ...required, refersTo: 'space' },
    { ...id, kind: 'word', widthChars: 24 },
    ...names,
    {
      key: 'model',
      heading: both('型号', 'model'),
      kind: 'word',
      path: ['model'],
      ...required,
      refersTo: 'model',
      widthChars: 24,
    },
    {
      key: 'endpoint',
      heading: both('端点', 'endpoint'),
      kind: 'word',
      path: ['endpoint'],
      ...required,
      widthChars: 20,
    },
    { key: 'unit', heading: both('从站号', 'unit'), kind: 'number-or-formula', path: ['address', 'unit'] },
    {
      key: 'topic',
      heading: both('主题', 'topic'),
      kind: 'word',
      path: ['address', 'topic'],
      widthChars: 30,
    },
    {
      key: 'address',
      heading: both('其他地址', 'more address'),
      kind: 'settings',
      path: ['address'],
      without: ['unit', 'topic'],
      widthChars: 30,
    },
    { key: 'x', heading: both('东向 m', 'x m'), kind: 'number-or-formula', path: ['at', 0] },
    { key: 'y', heading: both('北向 m', 'y m'), kind: 'number-or-formula', path: ['at', 1] },
    { key: 'repeat', heading: both('数量', 'repeat'), kind: 'whole', path: ['repeat'], least: 1, most: 200 },
    responsible,
  ],
};

const fromModel = both(
  '此列来自设备型号；请在设备型号中修改，或为设备另选型号',
  'This follows from the device model: change it there, or name another model for the device',
);
const fromPlace = both(
  '此列由“房间”“设备”“端点”各表推出；请在那里修改',
  'This follows from the sheets of spaces, devices and endpoints: change it there',
);

function shownOnly(key: string, heading: Text, remedy: Text, widthChars = 12): Column {
  return { key, heading, kind: 'evidence', remedy, widthChars };
}

const points: SheetShape = {
  key: 'points',
  title: both('点', 'Points'),
  order: [],
  columns: [
    shownOnly('id', both('点号', 'point'), fromPlace, 28),
    shownOnly('device', both('设备', 'device'), fromPlace, 22),
    shownOnly('space', both('房间', 'space'), fromPlace, 16),
    shownOnly('zh', both('中文名', 'name zh'), fromModel, 20),
    shownOnly('en', both('英文名', 'name en'), fromModel, 24),
    shownOnly('kind', both('类别', 'kind'), fromModel),
    shownOnly('quantity', both('物理量', 'quantity'), fromModel, 16),
    shownOnly('unit', both('单位', 'unit of measure'), fromModel),
    shownOnly('min', both('下限', 'min'), fromModel),
    shownOnly('max', both('上限', 'max'), fromModel),
    shownOnly('access', both('读写', 'access'), fromModel),
    shownOnly('gateway', both('网关', 'gateway'), fromPlace),
    shownOnly('endpoint', both('端点', 'endpoint'), fromPlace, 16),
    shownOnly('protocol', both('协议', 'protocol'), fromPlace),
    shownOnly('deviceAddress', both('设备地址', 'device address'), fromPlace, 30),
    shownOnly('pointAddress', both('点地址', 'point address'), fromModel, 40),
  ],
};

export const shapes: Readonly<Record<SheetKey, SheetShape>> = {
  gateways,
  endpoints,
  buildings,
  floors,
  spaces,
  devices,
  points,
};
