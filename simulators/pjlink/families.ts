// What each projector family is by its maker's manual: class, inputs by code, and which of PJLink's commands it knows.

export interface ProjectorFamily {
  readonly class: 1 | 2;
  readonly maker: string;
  readonly model: string;
  readonly inputs: readonly string[];
  /** First digits of AVMT that it takes: 1 picture, 2 sound, 3 both. */
  readonly mutes: string;
  /** It answers LAMP; lasers and displays answer ERR1. */
  readonly hasLampHours: boolean;
  /** It warms up and cools down. */
  readonly hasLamp: boolean;
}

const generic = {
  maker: 'Generic',
  mutes: '123',
  hasLampHours: true,
  hasLamp: true,
} as const;

export const projectorFamilies: ReadonlyMap<string, ProjectorFamily> = new Map([
  [
    'pjlink-class-1',
    { ...generic, class: 1, model: 'Projector 1', inputs: ['11', '12', '21', '31', '32', '51'] },
  ],
  [
    'pjlink-class-2',
    { ...generic, class: 2, model: 'Projector 2', inputs: ['11', '21', '31', '32', '41', '51', '61'] },
  ],
  [
    'epson-eb-810e',
    {
      class: 2,
      maker: 'EPSON',
      model: 'EPSON 815E/810E',
      inputs: ['32', '33', '41', '52', '53', '56', '57', '58'],
      mutes: '3',
      hasLampHours: true,
      hasLamp: true,
    },
  ],
  [
    'epson-eb-1470ui',
    {
      class: 2,
      maker: 'EPSON',
      model: 'EPSON 1470Ui/1470UT',
      inputs: ['11', '21', '32', '33', '41', '42', '52', '53', '55', '57'],
      mutes: '3',
      hasLampHours: true,
      hasLamp: true,
    },
  ],
  [
    'panasonic-pt-rz470',
    {
      class: 1,
      maker: 'Panasonic',
      model: 'RZ470',
      inputs: ['11', '21', '31', '32', '33'],
      mutes: '3',
      hasLampHours: false,
      hasLamp: true,
    },
  ],
  [
    'panasonic-th-lf50',
    {
      class: 1,
      maker: 'Panasonic',
      model: 'TH-70LF50U',
      inputs: ['11', '12', '21', '31'],
      mutes: '123',
      hasLampHours: false,
      hasLamp: false,
    },
  ],
] satisfies [string, ProjectorFamily][]);
