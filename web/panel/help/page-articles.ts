// Help for each page, in both languages.
import type { HelpArticle } from './article.ts';

export const pageArticles: readonly HelpArticle[] = [
  {
    id: 'overview',
    title: { zh: '概览', en: 'Overview' },
    answers: {
      zh: '一眼看清：校园是否一切正常；如果不正常，在哪里，先做什么。',
      en: 'Is everything all right on the campus, and if not: where, and what is to be done first?',
    },
    steps: [
      {
        zh: '先看最上面的结论。灰色表示正常；有颜色就是有事要人处理。',
        en: 'Read the sentence at the top first. Grey is normal; colour means that something needs a person.',
      },
      {
        zh: '有报警时，“查看房间”到现场画面，“查看平面图”看它在哪里。',
        en: 'During an alarm, "See the space" leads to the room, "See the plan" shows where it is.',
      },
      {
        zh: '在地图上点一层楼，进入该层平面图。',
        en: 'Press a floor on the map to open its plan.',
      },
    ],
  },
  {
    id: 'plans',
    title: { zh: '平面图', en: 'Plans' },
    answers: {
      zh: '一层楼各房间的情况：温度、二氧化碳、人员、灯光、用电、报警。',
      en: 'What it is like in the rooms of a floor: temperature, CO₂, people, light, power, alarms.',
    },
    steps: [
      {
        zh: '选一个图层，颜色随之改变；图例写明每种颜色的范围。',
        en: 'Choose a layer; the colours follow it, and the legend says what each means.',
      },
      {
        zh: '放大可以看到设备，点房间进入房间页。',
        en: 'Zoom in to see equipment; press a room to open it.',
      },
      {
        zh: '图旁的列表与图内容相同，便于键盘和读屏使用。',
        en: 'The list beside the plan says the same, for keyboard and screen reader.',
      },
    ],
    keys: [
      { press: ['+', '−'], does: { zh: '放大、缩小', en: 'zoom in and out' } },
      { press: ['0'], does: { zh: '适合窗口', en: 'fit to the window' } },
      { press: ['←', '→', '↑', '↓'], does: { zh: '移动', en: 'move' } },
    ],
  },
  {
    id: 'space',
    title: { zh: '房间与控制', en: 'Rooms and controls' },
    answers: {
      zh: '一个房间的实时数值、可控制的设备、画面，以及最近发生的事。',
      en: 'One room: its values now, what can be switched, its picture, and what happened lately.',
    },
    steps: [
      {
        zh: '开关显示的是设备自己报告的状态。按下后先出现虚线圈，设备确认后才变。',
        en: 'A switch shows what the device itself says. An order is a dashed ring until the device confirms it.',
      },
      {
        zh: '调错了设定值，确认后 10 秒内可点“恢复为…”改回去。',
        en: 'After a setpoint was changed, "Set back to …" is offered for 10 s.',
      },
      {
        zh: '不能控制时，会有一句话说明原因：角色无权、网关离线或连接中断。',
        en: 'Where nothing can be switched a sentence says why: role, gateway offline, connection lost.',
      },
    ],
    keys: [
      { press: ['Space', 'Enter'], does: { zh: '拨动开关', en: 'throw a switch' } },
      { press: ['Tab'], does: { zh: '到下一个控件', en: 'go to the next control' } },
    ],
  },
  {
    id: 'boards',
    title: { zh: '看板', en: 'Boards' },
    answers: {
      zh: '自己拼一面墙：数值、平面图、曲线、列表、画面、计数、地图。',
      en: "A wall of one's own: values, plans, trends, lists, pictures, counts, maps.",
    },
    steps: [
      {
        zh: '从模板开始，再添加、移动、缩放磁贴。',
        en: 'Begin with a template, then add, move and resize tiles.',
      },
      { zh: '可以只给自己用，也可以共享给某个角色。', en: 'Keep it for yourself or share it with a role.' },
      {
        zh: '“上墙”全屏显示，可在几个看板间轮播。',
        en: 'On the wall it fills the screen and may cycle through several boards.',
      },
    ],
  },
  {
    id: 'alarms',
    title: { zh: '报警', en: 'Alarms' },
    answers: {
      zh: '哪些事需要人处理，最紧急的在最前。在这里确认，可附备注。',
      en: 'What needs a person, most urgent first. It is acknowledged here, with a comment if you like.',
    },
    steps: [
      {
        zh: '“确认”表示有人知道并负责处理，不代表原因已消除。确认后不能撤销。',
        en: 'To acknowledge is to say "I know and take care of it"; the cause may still be there. It cannot be undone.',
      },
      {
        zh: '只有轮廓的标志：原因已消除，但还没有人确认。',
        en: 'A mark that is only an outline: the cause is gone, but no one has acknowledged.',
      },
      {
        zh: '“复制链接”可把这一条发给同事。',
        en: '"Copy link" is for sending this very alarm to a colleague.',
      },
    ],
  },
  {
    id: 'trends',
    title: { zh: '趋势', en: 'Trends' },
    answers: {
      zh: '任意测点在任意时间段的曲线，报警、命令和数据缺口在同一时间轴上。',
      en: 'Curves of any points over any span, with alarms, commands and gaps on the same time axis.',
    },
    steps: [
      { zh: '搜索并添加测点，选择时间范围。', en: 'Search and add points, choose a span.' },
      {
        zh: '虚线为存疑，断开处没有数据，斜线处无效或丢失。',
        en: 'Dashes are in doubt, breaks have no values, hatching is bad or lost.',
      },
      {
        zh: '地址栏保存了整个视图，可以收藏或分享。',
        en: 'The address holds the whole view: keep it or share it.',
      },
    ],
  },
  {
    id: 'gateways',
    title: { zh: '网关', en: 'Gateways' },
    answers: {
      zh: '哪些网关在线，每个网关下有多少设备有应答。',
      en: 'Which gateways are online, and how many of their devices answer.',
    },
    steps: [
      {
        zh: '离线的排在最前。先查供电，再查网络。',
        en: 'Those that are offline stand first. Check power, then the network.',
      },
      {
        zh: '离线期间网关自己保存数据，恢复后补传。',
        en: 'While it is away a gateway keeps its data and sends it when it is back.',
      },
    ],
  },
  {
    id: 'books',
    title: { zh: '数据账目', en: 'Data books' },
    answers: {
      zh: '每个网关每天采集了多少，去了哪里；存储是否正常；依法保留的时间段。',
      en: 'What each gateway took each day and where it went; how storage is; legal holds.',
    },
    steps: [
      {
        zh: '“缺失”应始终为 0；不为 0 时页面会说明该做什么。',
        en: '"Missing" is always 0; where it is not, the page says what to do.',
      },
      {
        zh: '调查期间用“依法保留”，使这段历史不到期删除。',
        en: 'While an incident is looked into, hold its span, so that its history is not dropped.',
      },
    ],
  },
  {
    id: 'commissioning',
    title: { zh: '调试与验收', en: 'Commissioning' },
    answers: {
      zh: '新装的测点数值是否合理、输出是否接对，哪些已验收；打印验收报告。',
      en: 'Whether new points make sense and outputs are wired right, what was accepted; and the acceptance report.',
    },
    steps: [
      {
        zh: '从列表选设备。不合理的值旁写着原因和处理办法。',
        en: 'Choose a device from the list. Beside a value that makes no sense stand the reason and the remedy.',
      },
      {
        zh: '操作一个输出，看哪些测点跟着动；接错线时会指出是哪一路。',
        en: 'Operate an output and see which points move; crossed wires are named.',
      },
      {
        zh: '判定合格、不合格或不适用。当时的数值、命令与回读一并留作证据，可撤销。',
        en: 'Accept it or not. What stood at that moment is kept as evidence; an act can be undone.',
      },
      {
        zh: '“验收报告”可打印或存为 PDF，其上有证据文件的校验值。',
        en: 'The acceptance report prints or becomes a PDF, and carries the checksum of its evidence.',
      },
    ],
  },
  {
    id: 'rules',
    title: { zh: '报警规则', en: 'Alarm rules' },
    answers: {
      zh: '什么情况会报警，级别如何，涉及多少对象。',
      en: 'When an alarm is raised, how urgent it is, and for how many subjects.',
    },
    steps: [{ zh: '按级别排列，最紧急的在前。', en: 'They stand by priority, most urgent first.' }],
  },
  {
    id: 'audit',
    title: { zh: '审计', en: 'Audit' },
    answers: {
      zh: '谁在什么时候做了什么。仅管理员可见，不能修改。',
      en: 'Who did what, and when. For administrators; nobody can change it.',
    },
    steps: [{ zh: '最新的在最前。', en: 'The newest stands first.' }],
  },
];
