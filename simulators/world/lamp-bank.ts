// The lamps of a room, in groups that are switched apart.
import type { Load } from './electricity.ts';
import { noLoad } from './electricity.ts';

/** 9 W/m², the target of GB/T 36876-2018. */
const lampWPerM2 = 9;

export class LampBank {
  readonly groups: boolean[];
  readonly #areaM2: number;

  constructor(groups: number, areaM2: number) {
    this.groups = Array.from({ length: groups }, () => false);
    this.#areaM2 = areaM2;
  }

  get shareOn(): number {
    return this.groups.filter(Boolean).length / this.groups.length;
  }

  get load(): Load {
    return { ...noLoad, lampsW: lampWPerM2 * this.#areaM2 * this.shareOn };
  }

  /** People come in: by bright daylight the window row stays off. */
  lightUp(daylightLux: number): void {
    const isBright = daylightLux > 420;
    this.groups.forEach((_, i) => {
      this.groups[i] = !(isBright && i % 4 === 2);
    });
  }

  lightsOut(): void {
    this.groups.fill(false);
  }
}
