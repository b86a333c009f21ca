// Help for what is on every page, in both languages.
import type { HelpArticle } from './article.ts';

export const commonArticles: readonly HelpArticle[] = [
  {
    id: 'search',
    title: { zh: '搜索', en: 'Search' },
    answers: {
      zh: '一个框，找房间、设备、测点、人员、报警、看板、页面和帮助，也能直接下命令。',
      en: 'One box for rooms, equipment, points, people, alarms, boards, pages and help; commands can be given in it too.',
    },
    steps: [
      {
        zh: '用中文、英文、拼音（jiaoxuelou）或首字母（jxl）都可以。',
        en: 'Use English, Chinese, pinyin (jiaoxuelou) or its initials (jxl).',
      },
      { zh: '几个词放在一起会越来越准：“101 空调”。', en: 'More words make it sharper: "101 lamps".' },
      {
        zh: '下命令：“101 灯 开”“空调 101 24 度”。执行前会请您确认。',
        en: 'Give a command: "101 lamps on", "101 target 24". You are asked before it runs.',
      },
    ],
    keys: [
      { press: ['Ctrl K', '/'], does: { zh: '打开搜索', en: 'open search' } },
      { press: ['↑', '↓'], does: { zh: '选择', en: 'choose' } },
      { press: ['Enter'], does: { zh: '打开', en: 'open' } },
      { press: ['Esc'], does: { zh: '关闭', en: 'close' } },
    ],
  },
  {
    id: 'keyboard',
    title: { zh: '键盘操作', en: 'Keyboard' },
    answers: { zh: '不用鼠标也能完成所有操作。', en: 'Everything can be done without a mouse.' },
    steps: [
      {
        zh: 'Tab 依次到达“跳到内容”、各页面入口、页面内容。',
        en: 'Tab reaches "skip to content", then the ways to the pages, then the page.',
      },
      {
        zh: '图表和平面图旁都有内容相同的表或列表。',
        en: 'Beside every chart and plan is a table or list that says the same.',
      },
    ],
    keys: [
      { press: ['Ctrl K', '/'], does: { zh: '搜索', en: 'search' } },
      { press: ['?'], does: { zh: '本页帮助', en: 'help for this page' } },
      { press: ['Space', 'Enter'], does: { zh: '拨动开关、按下按钮', en: 'throw a switch, press a button' } },
      { press: ['Esc'], does: { zh: '关闭菜单和询问', en: 'close menus and questions' } },
    ],
  },
  {
    id: 'values',
    title: { zh: '数值可信吗', en: 'How far a value can be trusted' },
    answers: {
      zh: '每个数值都带质量：正常、陈旧、存疑、无效、无数据。没有的数值从不显示为 0。',
      en: 'Every value has a quality: good, stale, in doubt, bad, or none. A missing value is never shown as 0.',
    },
    steps: [
      {
        zh: '点线加时钟：最近一次好的数值，已超过允许的时间。',
        en: 'Dotted line and clock: the last good value, older than it may be.',
      },
      {
        zh: '点线加三角：设备自己存疑，或超出范围。',
        en: 'Dotted line and triangle: the device doubts it, or it is out of range.',
      },
      {
        zh: '三角加文字：无效，不显示数字，只说原因。',
        en: 'Words and triangle: bad; no number is shown, only why.',
      },
    ],
  },
  {
    id: 'notifications',
    title: { zh: '通知与声音', en: 'Notifications and sound' },
    answers: {
      zh: '页面在后台时，新报警可以用系统通知告诉您；紧急报警可以响一声。',
      en: 'New alarms can reach you while the page is in the background; critical ones can sound.',
    },
    steps: [
      {
        zh: '在账号菜单中打开“通知与声音”，由您自己开启。',
        en: 'Open "Notifications and sound" in the account menu; only you turn them on.',
      },
      {
        zh: '页面看得见时不弹通知，免得重复。',
        en: 'While a page is visible no notification comes, as it would say the same twice.',
      },
      {
        zh: '静音 10 分钟后自动恢复，剩余时间显示在页眉。',
        en: 'Muting lasts 10 min and ends by itself; the header shows what is left.',
      },
      { zh: '需要 HTTPS 或在本机打开。', en: 'They need HTTPS, or the machine itself.' },
    ],
  },
  {
    id: 'install',
    title: { zh: '安装为应用', en: 'Install as an app' },
    answers: {
      zh: '可以像应用一样放到桌面或手机主屏。没有互联网也能用，只需校园网。',
      en: 'It can stand on your desktop or phone like an app. It needs the campus network only, no internet.',
    },
    steps: [
      {
        zh: '账号菜单出现“安装到本机”时点它；或用浏览器菜单中的“安装”“添加到主屏幕”。',
        en: 'Press "Install on this device" in the account menu where it stands, or use your browser\'s menu.',
      },
      {
        zh: '服务器不在时页面仍能打开，并说明连不上；数据从不缓存。',
        en: 'With the server away the page opens and says so; data is never kept in a cache.',
      },
      {
        zh: '有新版本时页脚会提示，由您决定何时重新加载。',
        en: 'When there is a new version a note says so; you decide when to reload.',
      },
    ],
  },
  {
    id: 'connection',
    title: { zh: '连接中断时', en: 'When the connection is lost' },
    answers: {
      zh: '页面顶部会说明，所有数值变为陈旧，控制停用；恢复后自动继续。',
      en: 'The page says so at its top, every value turns stale and controls rest; all goes on by itself.',
    },
    steps: [
      {
        zh: '先看本机网络，再看其他人是否也断开。',
        en: 'Look at your own network first, then whether others have lost it too.',
      },
      {
        zh: '现场设备照常运行，网关自己保存数据。',
        en: 'Devices go on as they are, and gateways keep their data.',
      },
    ],
  },
];
