// The icon of each kind of equipment.
import type { EquipmentKind } from '@campus/campus-model';
import type { IconName } from './icon.tsx';

const icons: Record<EquipmentKind, IconName> = {
  'energy-meter': 'power',
  'water-meter': 'water',
  'heat-meter': 'climate',
  'air-sensor': 'air',
  'light-sensor': 'light',
  'occupancy-sensor': 'people',
  lamps: 'lamp',
  curtain: 'curtain',
  'air-conditioner': 'climate',
  'fire-panel': 'smoke',
  'smoke-detector': 'smoke',
  'leak-sensor': 'water',
  door: 'door',
  camera: 'camera',
  'vr-headset': 'headset',
  'vr-manager': 'headset',
  machine: 'machine',
  projector: 'projector',
  display: 'display',
  ups: 'ups',
  'network-switch': 'networkSwitch',
  fridge: 'fridge',
  gateway: 'gateways',
};

export function iconOfKind(kind: EquipmentKind): IconName {
  return icons[kind];
}
