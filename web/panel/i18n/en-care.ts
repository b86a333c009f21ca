// The words of search, help, notifications, links, updates and print in English.
import type { Catalogue } from './zh.ts';

type Care =
  | 'search'
  | 'help'
  | 'notify'
  | 'update'
  | 'install'
  | 'link'
  | 'missing'
  | 'away'
  | 'undo'
  | 'print';

export const enCare: Pick<Catalogue, Care> = {
  search: {
    open: 'Search',
    title: 'Search',
    label: 'Search rooms, equipment, points, people, alarms, commands, help',
    hint: 'Search, e.g. "101 lamps"',
    close: 'Close search',
    results: 'Results',
    count_one: '1 result',
    count_other: '{{count}} results',
    more: '{{count}} in all',
    none: 'Nothing found for "{{query}}"',
    noneLead: 'Try another word: a room number, a name of equipment, pinyin or its initials.',
    pinyinSoon: 'Pinyin is being prepared and will work in a moment.',
    recent: 'Opened lately',
    forget: 'Clear list',
    teach: 'You can search like this',
    examples: {
      place: { query: 'jxl', lead: 'Initials of pinyin: 教学楼 (teaching building)' },
      device: { query: '101 air', lead: 'A room and its equipment' },
      order: { query: '101 lamps on', lead: 'Give a command; you are asked before it runs' },
      person: { query: 'wang', lead: 'People and their telephone' },
    },
    keys: { move: 'choose', open: 'open', close: 'close' },
    kind: {
      order: 'Commands',
      alarm: 'Alarms',
      space: 'Rooms',
      floor: 'Floors',
      building: 'Buildings',
      equipment: 'Equipment',
      point: 'Points',
      person: 'People',
      gateway: 'Gateways',
      rule: 'Alarm rules',
      board: 'Boards',
      page: 'Pages',
      help: 'Help',
    },
    order: {
      title: 'Run this command?',
      now: 'Now',
      wanted: 'Becomes',
      run: 'Run',
      back: 'Back to search',
      room: 'Open the room',
    },
  },
  help: {
    title: 'Help',
    open: 'Help for this page',
    close: 'Close help',
    lead: 'What each page answers, and how to begin.',
    all: 'All of help',
    steps: 'How to begin',
    keys: 'Keys',
    missing: 'There is no such article',
    missingLead: 'It may have another name now. Below is all of help.',
  },
  notify: {
    title: 'Notifications and sound',
    open: 'Notifications and sound',
    close: 'Close',
    lead: 'While the page is in the background, new alarms can reach you as notifications of your system. Kept in this browser on this device only.',
    off: 'Notifications are off.',
    on: 'Notifications are on.',
    turnOn: 'Turn on notifications',
    turnOff: 'Turn off notifications',
    asking: 'Choose "Allow" when your browser asks.',
    denied:
      'Your browser blocks notifications of this site. Press the icon beside the address, allow notifications in the site settings, then turn them on here.',
    unsupported: 'This browser has no notifications in the background.',
    insecure:
      'Browsers allow notifications on HTTPS or on this very machine only. Ask an administrator to set up HTTPS.',
    from: 'For which alarms',
    critical: 'Critical only',
    high: 'Critical and high',
    sound: 'Alarm sound',
    soundLead: 'One sound for each new unacknowledged critical alarm, while the page is open.',
    soundOff: 'Off',
    soundOn: 'On',
    tryIt: 'Listen',
    mute: 'Mute for 10 min',
    muted: 'Muted, {{minutes}} min left',
    unmute: 'Sound on again',
    body: '{{place}}. {{advice}}',
  },
  update: {
    ready: 'There is a new version.',
    readyLead: 'Save what you are editing first.',
    reload: 'Reload',
    later: 'Later',
    staleTitle: 'There is a new version',
    staleLead: 'This page is of the version before. Reload it.',
  },
  install: { action: 'Install on this device' },
  link: {
    copy: 'Copy link',
    copied: 'Link copied',
    failed: 'Not copied; take it from the address bar.',
    alarmMissing: 'There is no such alarm. It may be too old, or your role may not see it.',
    markedMissing: 'Nothing is called "{{id}}". Below is what there is.',
    showAll: 'Show all',
  },
  missing: {
    space: 'There is no room "{{id}}"',
    point: 'There is no point "{{id}}"',
    command: 'There is no command "{{id}}"',
    building: 'There is no building or floor "{{id}}"',
    board: 'There is no board "{{id}}"',
    lead: 'The link may be wrong, or the thing was renamed or removed. Searching may find it.',
    search: 'Search',
  },
  away: {
    alarmsUnknown:
      'Alarms cannot be had now: that none is shown does not mean that there is none. Trying again.',
    title: 'The server cannot be reached',
    lead: 'The page tries again every 5 s. If it stays so, check the network, or have an administrator look at the hub.',
    forbiddenTitle: 'Your role does not see this page',
    forbiddenLead: 'Ask an administrator if your work needs it.',
  },
  undo: {
    setBack: 'Set back to {{value}}',
    holdAgain: 'Undo the release',
    released: '"{{reason}}" was released.',
  },
  print: { action: 'Print this page', at: 'printed {{time}}', by: 'by {{name}}' },
};
