// What is plugged in: screens, computers, stoves; by the kind of room and the people in it.
import type { SpaceKind } from '@campus/campus-model';

const screenW = 350;

export function socketsW(kind: SpaceKind, areaM2: number, people: number, isLesson: boolean): number {
  switch (kind) {
    case 'classroom':
    case 'nursing-ward':
      return 25 + (isLesson ? screenW : 0);
    case 'computer-room':
      return 260 + 120 * people + (isLesson ? screenW : 0);
    case 'vr-lab':
      return 400 + (isLesson ? 320 * Math.min(16, people) + screenW : 0);
    case 'workshop':
      return 300 + (isLesson ? 1_800 : 0);
    case 'maker-space':
      return 180 + 90 * people;
    case 'studio':
      return 350 + (people > 0 ? 3_200 : 0);
    case 'office':
    case 'meeting-room':
      return 60 + 110 * people;
    case 'kitchen':
      return 350 + 2_400 * people;
    case 'canteen':
      return 800 + 6 * people;
    case 'library':
      return 200 + 14 * people;
    case 'dormitory-room':
      return 25 + 45 * people;
    case 'gate':
      return 220;
    case 'plant-room':
      return 420;
    case 'corridor':
      return 2 * Math.sqrt(areaM2);
    default:
      return 15;
  }
}
