// The files that a new school begins with. Valid as they stand; what is left out is shown in comments.
import type { Text } from '@campus/campus-model';

export interface School {
  readonly id: string;
  readonly name: Text;
  readonly timeZone: string;
  readonly panelPort: number;
  readonly mqttPort: number;
}

/** Quoted, so that a name may hold what YAML would take for something else. */
function nameOf({ zh, en }: Text): string {
  return `{ zh: ${JSON.stringify(zh)}, en: ${JSON.stringify(en)} }`;
}

/** Endpoints, templates and buildings, the same for every new school. */
const placesText = `# 端点：网关所持有的连接。Endpoints: the connections that a gateway holds.
#   - { id: a-bus-1, gateway: gw-a, protocol: modbus, settings: { host: 192.168.1.10, port: 502 } }
#   - { id: a-mqtt, gateway: gw-a, protocol: mqtt, settings: { host: 192.168.1.11, port: 1883 } }
endpoints: []

# 房间模板：一类房间及其设备，地址用公式（n 是房间在本层的序号，从 0 起）。
# Room templates: a kind of room with its devices, addresses by formula (n is the place of a room on its floor, from 0).
#   classroom:
#     kind: classroom
#     size: [9, 7.2]
#     seats: 45
#     devices:
#       - {
#           id: "{space}-meter",
#           name: { zh: 教室电表, en: Classroom energy meter },
#           model: eastron-sdm630,
#           endpoint: "{building}-bus-{level}",
#           address: { unit: "{n * 10 + 1}" },
#           at: [0.4, 6.8],
#         }
templates:
  classroom: { kind: classroom, size: [9, 7.2], seats: 45 }
  office: { kind: office, size: [6, 7.2], seats: 6 }
  corridor: { kind: corridor, size: [30, 2.4] }

# 楼栋轮廓以校园西南角为原点，房间位置以楼栋西南角为原点，单位为米，先东后北。
# Outlines of buildings are in metres from the south-west corner of the site, places of rooms from that of the building,
# east before north.
buildings:
  - id: a
    name: { zh: A 楼, en: Building A }
    outline: [[0, 0], [30, 0], [30, 9.6], [0, 9.6]]
    floors:
      - id: a-f1
        name: { zh: 一层, en: Floor 1 }
        level: 1
        spaces:
          - { id: a-101, template: classroom, name: { zh: 101 教室, en: Classroom 101 }, at: [0, 0] }
          - { id: a-102, template: classroom, name: { zh: 102 教室, en: Classroom 102 }, at: [9, 0] }
          - { id: a-103, template: office, name: { zh: 103 办公室, en: Office 103 }, at: [18, 0] }
          - { id: a-corridor-1, template: corridor, name: { zh: 一层走廊, en: Corridor floor 1 }, at: [0, 7.2] }
`;

export function campusText({ id, name, timeZone }: School): string {
  return `# 校园描述：楼栋、楼层、房间、网关、端点、设备。编号一经使用不要再改：历史数据和权限都按编号保存。
# 修改后用 campus check 检查；房间和设备也可以用点表（campus points export / import）成批填写。
# The campus description: buildings, floors, rooms, gateways, endpoints, devices. Do not change an id that is in use:
# history and rights are kept by it. Let campus check judge each change; rooms and devices may also be filled in in bulk,
# in the point table (campus points export / import).
version: 1
site:
  id: ${JSON.stringify(id)}
  name: ${nameOf(name)}
  timeZone: ${JSON.stringify(timeZone)}

# 公式可以使用的值。Values that formulas may name.
variables: {}

# 人员；responsible 指明各系统的负责人。People; "responsible" says who answers for which system.
#   people:
#     - { id: li-ming, name: { zh: 李明, en: Li Ming }, phone: 0000-0000 }
#   responsible: { fire: li-ming, energy: li-ming }
people: []

# 网关：楼里的边缘代理，通常每栋一个。Gateways: the edge agents in the buildings, usually one each.
gateways:
  - { id: gw-a, name: { zh: A 楼网关, en: Gateway of building A }, building: a }

${placesText}`;
}

export function rulesText(): string {
  return `# 规则：每条规则监视它选中的测点，越限即告警。规则至少要选中一个测点，先有设备再写规则。
# Rules: each watches the points that it selects and raises an alarm. A rule must find a point, so devices come first.
#   - id: co2-high
#     name: { zh: 二氧化碳偏高, en: CO2 is high }
#     advice: { zh: 请开窗通风。, en: Open the windows. }
#     system: climate
#     priority: low
#     points: { localIds: [co2] }
#     condition: { above: 1500, hysteresis: 200, forMs: 300000 }
version: 1
rules: []
`;
}

export function settingsText({ panelPort, mqttPort }: School): string {
  return `# 这所学校的运行设置；端口与演示校园不同，可同时运行。路径相对于本文件。
# How this school is run; its ports are not those of the demo, so that both may run. Paths are relative to this file.
version: 1
campus: campus.yaml
rules: rules.yaml
dataFolder: data
panel: { host: 127.0.0.1, port: ${panelPort} }
broker: { host: 127.0.0.1, port: ${mqttPort} }
# 真实设备，不启动模拟器，也不生成演示历史。Real devices: neither simulators nor made-up history.
simulators: false
history: { demo: false }
`;
}
