// One symbol for each kind of equipment, lines on a field of 16 × 16 that can be told apart at that size.
import type { EquipmentKind } from '@campus/campus-model';

const shapes: Record<EquipmentKind, string> = {
  'energy-meter': 'M9 2 4.2 9H8l-1 5 4.8-7H8z',
  'water-meter':
    'M8 2.2c2.4 2.7 3.9 4.7 3.9 6.9a3.9 3.9 0 0 1-7.8 0c0-2.2 1.5-4.2 3.9-6.9M6.2 9.3A1.9 1.9 0 0 0 8 11.2',
  'heat-meter':
    'M8 2.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4M6 5.4c1.6 1.3-1.2 2.3.3 4.4M9 5.4c1.6 1.3-1.2 2.3.3 4.4',
  'air-sensor': 'M2 6h7.4a1.9 1.9 0 1 0-1.9-1.9M2 9h10a1.9 1.9 0 1 1-1.9 1.9M2 12h4.6',
  'light-sensor': 'M4.4 10.2a3.6 3.6 0 0 1 7.2 0zM8 2.6v1.6M2.8 4.8 4 6M13.2 4.8 12 6M3 13.2h10',
  'occupancy-sensor':
    'M8 7.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8M3.4 13.8c.3-3 2.1-4.6 4.6-4.6s4.3 1.6 4.6 4.6',
  lamps: 'M6.3 11.3C4.8 10.4 4 9.1 4 7.5a4 4 0 0 1 8 0c0 1.6-.8 2.9-2.3 3.8zM6.4 13.8h3.2',
  curtain: 'M2 2.6h12M3.2 2.6v10.8c2-.7 3-4 3-10.8M12.8 2.6v10.8c-2-.7-3-4-3-10.8',
  'air-conditioner': 'M8 2v12M2.8 5l10.4 6M13.2 5 2.8 11M6.2 3 8 4.6 9.8 3M6.2 13 8 11.4 9.8 13',
  'fire-panel': 'M2.5 2.5h11v11h-11zM8 4.8c1.7 1.4 2.4 2.6 2.4 3.9a2.4 2.4 0 0 1-4.8 0C5.6 7.6 6.8 7 8 4.8',
  'smoke-detector':
    'M8 2.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4',
  'leak-sensor':
    'M8 1.8c1.9 2.1 2.9 3.6 2.9 5a2.9 2.9 0 0 1-5.8 0c0-1.4 1-2.9 2.9-5M2.2 13.2c1.4-1.4 2.5-1.4 3.8 0s2.6 1.4 4 0 2.5-1.4 3.8 0',
  door: 'M4.2 14V2.4h7.6V14M2 14h12M9.6 8v.8',
  camera: 'M2 4.8h8v6.6H2zM10 7.4l4-2v5.4l-4-2',
  'vr-headset': 'M2 5.2h12v6h-3.8L9 9.6H7l-1.2 1.6H2z',
  'vr-manager': 'M2 3h12v7.6H2zM8 10.6v2.8M5.4 13.4h5.2',
  machine: 'M2.4 13.6h11.2M4 13.6V2.8h6.4v4M8.4 6.8h4v2.4h-4zM10.4 9.2v2',
  projector:
    'M2 5h12v6.2H2zM4.2 11.2v1.6M11.8 11.2v1.6M9.4 8.1a1.6 1.6 0 1 0 3.2 0 1.6 1.6 0 1 0-3.2 0M4 7.4h2.8',
  display: 'M2 3.2h12v7.6H2zM8 10.8v2.4M5.2 13.2h5.6',
  ups: 'M3.4 2h9.2v12H3.4zM8.8 5 6.4 8.4h3L7.2 11.6',
  'network-switch': 'M2 6.2h12v4.6H2zM4.6 8.5v.1M7 8.5v.1M9.4 8.5v.1M11.8 8.5v.1M5 6.2V4M11 6.2V4',
  fridge: 'M6.6 9V3.6a1.4 1.4 0 0 1 2.8 0V9a2.8 2.8 0 1 1-2.8 0M12 3.6h1.6M12 6.2h1.6',
  gateway: 'M2 9.6h12V14H2zM5 11.8v.1M8 9.6V7M5.2 5a4 4 0 0 1 5.6 0M3.4 2.8a6.6 6.6 0 0 1 9.2 0',
};

export function symbolOf(kind: EquipmentKind): string {
  return shapes[kind];
}
