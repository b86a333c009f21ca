// What the planned devices say of each other and of the endpoints: told at the row that causes it.
import {
  type Campus,
  type DeviceModelCatalogue,
  type Endpoint,
  type FilePath,
  idSchema,
  type Mistake,
  nearest,
} from '@campus/campus-model';
import type { Places } from './check-rows.ts';
import { variablePrefix } from './columns.ts';
import { both, didYouMean, type Finding, foundValue } from './mistakes.ts';
import type { FailedFormula, Plan, PlannedDevice } from './planned-devices.ts';
import type { AfterRow, AfterRows } from './rows-after.ts';

/** Holds addresses and settings against the drivers' schemas (`checkDevices` of the device drivers). */
export type JudgeDevices = (
  campus: Campus,
  origins: ReadonlyMap<string, FilePath>,
) => Promise<readonly Mistake[]>;

interface DeviceCheck {
  readonly rows: AfterRows;
  readonly plan: Plan;
  /** Pairs that share an address in the description as it is. */
  readonly formerPairs: ReadonlySet<string>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly models: DeviceModelCatalogue;
  readonly judge: JudgeDevices;
  readonly places: Places;
}

type Source = Pick<PlannedDevice, 'room' | 'own'>;

export async function tellDevices(check: DeviceCheck): Promise<void> {
  const where = new Sources(check);
  for (const failed of check.plan.failed) where.tell(failed, columnsOf(failed), formulaFinding(failed));
  const sound = check.plan.devices.filter((device) => isReachable(device, check, where));
  tellTwins(sound, where);
  for (const [a, b] of sharedAddresses(sound)) {
    if (!check.formerPairs.has(pairKey(a, b)))
      where.tell(b, ['unit', 'topic', 'address'], sharedFinding(a, b));
  }
  const inRange = sound.filter((device) => isInRange(device, check, where));
  await tellDrivers(inRange, check, where);
}

/** From a device to the cell that brings it: its own row, or the template of its room. */
class Sources {
  readonly #places: Places;
  readonly #rooms: ReadonlyMap<string, AfterRow>;
  readonly #own: ReadonlyMap<string, AfterRow>;

  constructor({ places, rows }: DeviceCheck) {
    this.#places = places;
    this.#rooms = new Map(rows.spaces.map((row) => [row.identity, row]));
    this.#own = new Map(rows.devices.map((row) => [row.identity, row]));
  }

  tell(source: Source, columns: readonly string[], finding: Finding): void {
    if (source.own === undefined) {
      const columnsOfRoom = columns[0]?.startsWith(variablePrefix) ? [...columns, 'template'] : ['template'];
      this.#places.tell('spaces', this.#rooms.get(source.room)?.read, columnsOfRoom, finding);
    } else this.#places.tell('devices', this.#own.get(source.own)?.read, columns, finding);
  }

  isBad(source: Source, columns: readonly string[]): boolean {
    const row = source.own === undefined ? this.#rooms.get(source.room) : this.#own.get(source.own);
    return columns.some((column) => row?.read?.bad.has(column));
  }
}

function columnsOf({ variable, own }: FailedFormula): string[] {
  return own === undefined && variable ? [`${variablePrefix}${variable}`] : ['endpoint', 'unit', 'id'];
}

function formulaFinding({ variable, why }: FailedFormula): Finding {
  if (!variable) {
    return {
      found: both(`公式无法计算（${why}）`, `a formula that cannot be worked out (${why})`),
      expected: both('由已知名称和 + - * / % ( ) 组成的公式', 'a formula of known names and + - * / % ( )'),
      remedy: both('请修改公式', 'Mend the formula'),
    };
  }
  return {
    found: both(`没有变量“${variable}”的值`, `no value for the variable "${variable}"`),
    expected: both('模板公式所需的值', 'the value that a formula of the template needs'),
    remedy: both(
      `请在“变量 variable ${variable}”列中填写，没有该列则加上`,
      `Write it into the column "变量 variable ${variable}"; add the column where it is missing`,
    ),
  };
}

/** True where model and endpoint are there and speak alike. */
function isReachable(device: PlannedDevice, { endpoints, models }: DeviceCheck, where: Sources): boolean {
  const endpoint = endpoints.get(device.endpointId);
  const model = models.get(device.modelId);
  if (!endpoint) {
    where.tell(device, ['endpoint'], {
      found: both(
        `设备“${device.id}”所需的端点“${device.endpointId}”不存在`,
        `the device "${device.id}" needs the endpoint "${device.endpointId}", which is not there`,
      ),
      expected: both('“端点”表中的编号', 'the id of an endpoint'),
      remedy: didYouMean(nearest(device.endpointId, [...endpoints.keys()])),
    });
    return false;
  }
  if (!model) return false;
  if (model.protocol === endpoint.protocol) return true;
  if (!where.isBad(device, ['model'])) {
    where.tell(device, ['endpoint'], {
      found: both(
        `端点“${endpoint.id}”的协议是 ${endpoint.protocol}`,
        `the endpoint "${endpoint.id}" speaks ${endpoint.protocol}`,
      ),
      expected: both(
        `${model.protocol} 端点（型号“${model.id}”）`,
        `one that speaks ${model.protocol} (model "${model.id}")`,
      ),
      remedy: both('请改选端点，或改选设备型号', 'Name another endpoint, or another model'),
    });
  }
  return false;
}

function tellTwins(devices: readonly PlannedDevice[], where: Sources): void {
  const first = new Map<string, PlannedDevice>();
  for (const device of devices) {
    const twin = first.get(device.id);
    if (!idSchema.safeParse(device.id).success) where.tell(device, ['id'], badId(device.id));
    else if (twin) where.tell(device, ['id'], twinFinding(device, twin));
    else first.set(device.id, device);
  }
}

function badId(id: string): Finding {
  return {
    found: foundValue(id),
    expected: both('由小写字母、数字、连字符组成的编号', 'an id of lower-case letters, digits and hyphens'),
    remedy: both('请修改编号', 'Mend the id'),
  };
}

function twinFinding(device: PlannedDevice, twin: PlannedDevice): Finding {
  return {
    found: both(
      `设备编号“${device.id}”在房间“${twin.room}”中已用`,
      `the device id "${device.id}" is used in "${twin.room}"`,
    ),
    expected: both('不重复的设备编号', 'a device id that is not used twice'),
    remedy: both('请改用另一个编号', 'Give another id'),
  };
}

/** Pairs of devices that would answer at the very same address; the earlier one first. */
export function sharedAddresses(devices: readonly PlannedDevice[]): [PlannedDevice, PlannedDevice][] {
  const first = new Map<string, PlannedDevice>();
  const pairs: [PlannedDevice, PlannedDevice][] = [];
  for (const device of devices) {
    const entries = Object.entries(device.address).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) continue;
    const key = `${device.endpointId} ${JSON.stringify(entries)}`;
    const other = first.get(key);
    if (other && other.id !== device.id) pairs.push([other, device]);
    else first.set(key, device);
  }
  return pairs;
}

export function pairKey(a: PlannedDevice, b: PlannedDevice): string {
  return `${a.id} ${b.id}`;
}

function sharedFinding(a: PlannedDevice, b: PlannedDevice): Finding {
  return {
    found: both(
      `设备“${b.id}”与“${a.id}”在端点“${a.endpointId}”上地址相同`,
      `the devices "${b.id}" and "${a.id}" have the same address on the endpoint "${a.endpointId}"`,
    ),
    expected: both('每台设备各有地址', 'an address for each device'),
    remedy: both(
      '请修改其中一台的从站号、主题或变量',
      'Mend the unit, the topic or a variable of one of them',
    ),
  };
}

/** What a Modbus server may be addressed by (Messaging on Serial Line V1.02, 2.2). */
const mostUnit = 247;

function isInRange(device: PlannedDevice, { endpoints }: DeviceCheck, where: Sources): boolean {
  const { unit } = device.address;
  if (endpoints.get(device.endpointId)?.protocol !== 'modbus') return true;
  if (typeof unit === 'number' && Number.isInteger(unit) && unit >= 1 && unit <= mostUnit) return true;
  where.tell(device, ['unit', 'address'], {
    found: both(
      `设备“${device.id}”的从站号为“${unit ?? ''}”`,
      `the unit of the device "${device.id}" is "${unit ?? ''}"`,
    ),
    expected: both(`1 至 ${mostUnit} 的整数`, `a whole number from 1 to ${mostUnit}`),
    remedy: both('请修改从站号、序号或变量', 'Mend the unit, the place n or a variable'),
  });
  return false;
}

/** The rest is the drivers' to judge; each mistake comes back at the thing it is of. */
async function tellDrivers(
  devices: readonly PlannedDevice[],
  { endpoints, rows, judge, places }: DeviceCheck,
  where: Sources,
): Promise<void> {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const origins = new Map<string, FilePath>();
  for (const id of endpoints.keys()) origins.set(id, ['endpoint', id]);
  for (const id of byId.keys()) origins.set(id, ['device', id]);
  const byEndpoint = new Map(rows.endpoints.map((row) => [row.identity, row]));
  for (const { path, found, expected } of await judge(partialCampus(endpoints, byId), origins)) {
    const [what, id, , key] = path;
    const finding = driverFinding(path, found, expected);
    const device = byId.get(String(id));
    if (what === 'device' && device) where.tell(device, addressColumns(key), finding);
    if (what === 'endpoint') {
      const columns = key === 'host' || key === 'port' ? [key] : ['settings', 'host', 'protocol'];
      places.tell('endpoints', byEndpoint.get(String(id))?.read, columns, finding);
    }
  }
}

function addressColumns(key: string | number | undefined): string[] {
  return key === 'unit' || key === 'topic' ? [key] : ['address', 'unit', 'topic'];
}

function driverFinding(path: FilePath, found: string, expected: string): Finding {
  const name = path.slice(3).join('.');
  return {
    found: both(
      `“${path[1]}”的 ${name || '参数'} 为 ${found}`,
      `${name || 'the settings'} of "${path[1]}" is ${found}`,
    ),
    expected: both(`驱动程序可接受的值（${expected}）`, `what the driver takes (${expected})`),
    remedy: both('请按驱动程序的说明修改', "Mend it as the driver's page says"),
  };
}

/** What the drivers' check looks at, of a campus that may not be whole yet. */
function partialCampus(
  endpoints: ReadonlyMap<string, Endpoint>,
  devices: ReadonlyMap<string, PlannedDevice>,
): Campus {
  const text = both('-', '-');
  return {
    site: { id: 'site', name: text, timeZone: 'UTC' },
    isDemo: false,
    people: [],
    responsible: {},
    buildings: [],
    gateways: new Map(),
    endpoints,
    spaces: new Map(),
    points: new Map(),
    devices: new Map(
      [...devices.values()].map(({ id, modelId, endpointId, address, room }) => [
        id,
        {
          id,
          name: text,
          modelId,
          kind: 'gateway',
          system: 'network',
          gatewayId: endpoints.get(endpointId)!.gatewayId,
          endpointId,
          spaceId: room,
          address,
        },
      ]),
    ),
  };
}
