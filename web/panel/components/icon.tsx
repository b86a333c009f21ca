// The panel's own line icons, 24 × 24. Always beside words or on a named control, so hidden from screen readers.
const shapes = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z',
  plans: 'M3 5h18v14H3zM3 11h8M11 5v9M11 19v-1.5M15 19v-7h6',
  gauge: 'M4.5 18.5a9 9 0 1 1 15 0zM12 14l4-5',
  count: 'M9 4 7 20M17 4l-2 16M4 9h16.5M3.5 15H20',
  boards: 'M3 4h18v12H3zM8 20h8M12 16v4M3 10h9M12 4v12',
  alarms: 'M6 16v-5a6 6 0 1 1 12 0v5l1.5 2h-15zM10 21h4',
  trends: 'M3 4v16h18M7 15l4-5 3 3 5-7',
  gateways: 'M4 14h16v6H4zM8 17h.01M12 17h.01M12 14v-3M8.5 8a5 5 0 0 1 7 0M6 5.2a9 9 0 0 1 12 0',
  rules: 'M5 4h14v16H5zM9 9h6M9 13h6M9 17h3',
  books: 'M5 17.5V6a2 2 0 0 1 2-2h12v16H7.5a2.5 2.5 0 0 1 0-5H19M9 8h6',
  storage:
    'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3M4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 20h15',
  commissioning: 'M9 4h6v3H9zM9 5.5H5V20h14V5.5h-4M8.5 13.5l2.5 2.5 4.5-5',
  swap: 'M4 8h14l-4-4M20 16H6l4 4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  audit: 'M12 8v4l3 2M4.5 9A8 8 0 1 1 4 12M4 4v5h5',
  language: 'M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20a7.5 7.5 0 0 1 15 0',
  auto: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5',
  signOut: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  edit: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 10.5v6M13.5 10.5v6',
  copy: 'M8 8h12v12H8zM4 16V4h12',
  undo: 'M8 5 4 9l4 4M4 9h9a5.5 5.5 0 0 1 0 11h-3',
  redo: 'M16 5l4 4-4 4M20 9h-9a5.5 5.5 0 0 0 0 11h3',
  tidy: 'M4 4h16M12 20V8.5M7.5 13 12 8.5l4.5 4.5',
  wall: 'M3 5h18v11H3zM9 20h6M12 16v4',
  move: 'M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5',
  resize: 'M20 10v10H10M20 20 11 11',
  pause: 'M9 5v14M15 5v14',
  play: 'M7 4.5v15l12-7.5z',
  projector: 'M3 8h18v9H3zM6 17v2M18 17v2M14.5 12.5a2.2 2.2 0 1 0 4.4 0 2.2 2.2 0 1 0-4.4 0M6 11.5h4M6 14h3',
  display: 'M3 5h18v12H3zM12 17v3M8 20h8',
  curtain: 'M3 4h18M5 4v16c3-1 4.5-6 4.5-16M19 4v16c-3-1-4.5-6-4.5-16',
  ups: 'M5 3h14v18H5zM9 7h6M13 10l-3 4.2h4L11 18',
  networkSwitch: 'M3 9h18v7H3zM6.5 12.5v.1M10 12.5v.1M13.5 12.5v.1M17 12.5v.1M8 9V6M16 9V6',
  check: 'M5 12.5 10 17l9-10',
  calm: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.5l3 2.8 5-6',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  down: 'M6 9.5 12 15l6-5.5',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 16.5v.01',
  back: 'M19 12H5M11 6l-6 6 6 6',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3A4 4 0 0 0 10.7 19l1.3-1.3',
  sound: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  mute: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  bell: 'M6 16v-5a6 6 0 1 1 12 0v5l1.5 2h-15zM10 21h4',
  print: 'M7 9V4h10v5M5 9h14v7h-2M7 16H5M7 13.5h10V20H7z',
  install: 'M12 3v10M8 9.5l4 4 4-4M4 15v5h16v-5',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M20 20l-4-4',
  lost: 'M3 3l18 18M8.5 8a5 5 0 0 1 7 0M5 4.8a10 10 0 0 1 14 0M12 14v.01M8.5 19h7',
  warning: 'M12 4 2.5 20h19zM12 10v5M12 17.5v.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  phone: 'M6 3h4l1.5 5L9 9.5a12 12 0 0 0 5.5 5.5l1.5-2.5 5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2',
  place: 'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21M12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  power: 'M13 3 5 13.5h6L10 21l9-11h-6.5z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 6',
  air: 'M3 9h11a3 3 0 1 0-3-3M3 13h15a3 3 0 1 1-3 3M3 17h7a2 2 0 1 1-2 2',
  lamp: 'M9 18h6M10 21h4M8.5 15a6 6 0 1 1 7 0c-.6.5-1 1.5-1 3h-5c0-1.5-.4-2.5-1-3',
  climate: 'M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  door: 'M6 21V3h12v18M3 21h18M14.5 12v.01',
  camera: 'M3 7h12v10H3zM15 11l6-3.5v9L15 13z',
  smoke: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  water: 'M12 3s6.5 7 6.5 11.5a6.5 6.5 0 0 1-13 0C5.5 10 12 3 12 3',
  machine: 'M3 20h18M5 20V9h8v11M13 13h6v7M9 9V4M6.5 4h5M8 13h2',
  headset: 'M3 9h18v7h-6l-1.5-2h-3L9 16H3zM6 9V7h12v2',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8',
  earlier: 'M14.5 5.5 8 12l6.5 6.5',
  later: 'M9.5 5.5 16 12l-6.5 6.5',
  fridge: 'M6 3h12v18H6zM6 10h12M9 6v1.5M9 13v3',
} as const;

export type IconName = keyof typeof shapes;

export const iconNames = Object.keys(shapes) as readonly IconName[];

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}

/** The bare path, for drawings that hold many. */
export function iconPath(name: IconName): string {
  return shapes[name];
}
