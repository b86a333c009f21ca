// What a projector has told of itself that later commands are judged by.
import { inputCode, items } from './items.ts';

const powerBody = items.power.body;
const inputsBody = items.inputs.body;

export class Known {
  /** What POWR told last; null where that is not known. */
  power: number | null = null;
  #inputs: readonly string[] | null = null;

  /** Notes an answer. True where it says that the projector changed its power: inputs and mutes then differ too. */
  note(header: string, parameter: string): boolean {
    if (header.endsWith(powerBody)) return this.#notePower(items.power.decode(parameter, 1));
    if (header.endsWith(inputsBody)) {
      const codes = parameter.split(' ').filter((code) => code !== '');
      this.#inputs = codes.length > 0 ? codes : null;
    }
    return false;
  }

  forget(): void {
    this.power = null;
    this.#inputs = null;
  }

  /** Why an input cannot be had, where the projector has said which there are. */
  notOffered(value: number): string | null {
    const code = inputCode(value);
    if (!this.#inputs || code === null || this.#inputs.includes(code)) return null;
    return `the projector offers the inputs ${this.#inputs.join(', ')}, not ${code}`;
  }

  #notePower(told: number | string | null): boolean {
    const before = this.power;
    this.power = typeof told === 'number' ? told : null;
    return before !== null && before !== this.power;
  }
}
