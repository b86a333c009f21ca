// One line of the terminal that says how far a search is; on standard error, so that the draft can be piped away.
import type { Text } from '@campus/campus-model';
import { inTerminal } from '../words.ts';

export class ProgressLine {
  #isShown = false;

  show(text: Text): void {
    if (!process.stderr.isTTY) return;
    this.#isShown = true;
    process.stderr.write(`\r\u001b[K${inTerminal(text)}`);
  }

  end(): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}
