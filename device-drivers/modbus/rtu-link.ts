// Modbus RTU on a serial line, behind a serial server or a port of this machine: one request in flight, silence before
// the next one. The bytes' way is the line's (../serial-line/).
import type { Clock } from '@campus/runtime';
import { SerialLine } from '../serial-line/serial-line.ts';
import { type Ending, type LinkListener, lostEnding, type ModbusLink, type Settle } from './link.ts';
import type { Request } from './messages.ts';
import { cutAnswer, rtuFrame, unitsHeard } from './rtu-frame.ts';
import type { RtuEndpoint } from './settings.ts';

/** Where bytes came and then nothing for this long, the rest of the answer does not come: serial servers hold bytes back for less. */
const silenceMs = 100;
/** Silence between frames in characters (Modbus over Serial Line V1.02, 2.5.1.1), of eleven bits at most. */
const gapBits = 3.5 * 11;

interface Asked {
  readonly request: Request;
  readonly timeoutMs: number;
  readonly settle: Settle;
}

export class RtuLink implements ModbusLink {
  readonly #listener: LinkListener;
  readonly #line: SerialLine;
  #asked: Asked | null = null;
  #isSent = false;
  #ending: Ending | null = null;

  constructor(settings: RtuEndpoint, clock: Clock, listener: LinkListener) {
    this.#listener = listener;
    this.#line = new SerialLine({ ...settings, gapMs: gapOf(settings) }, clock, {
      onLost: () => this.#lost(),
      onStray: (bytes) => this.#late(unitsHeard(bytes)),
    });
  }

  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  get inFlight(): number {
    return this.#asked ? 1 : 0;
  }

  get ending(): Ending {
    return this.#ending ?? lostEnding(this.#line.lossDetail);
  }

  connect(): Promise<boolean> {
    return this.#line.connect();
  }

  ask(request: Request, timeoutMs: number, settle: Settle): void {
    if (this.#asked) throw new Error('a request is in flight on this line');
    this.#asked = { request, timeoutMs, settle };
    this.#isSent = false;
  }

  flush(): void {
    if (!this.#asked || this.#isSent) return;
    this.#isSent = true;
    void this.#exchange(this.#asked);
  }

  drop(why: string, kind: 'lost' | 'doubted' = 'lost'): void {
    this.#ending ??= { ...lostEnding(why), kind };
    void this.#line.close(why);
  }

  closed(): Promise<void> {
    return this.#line.close();
  }

  async #exchange({ request, timeoutMs, settle }: Asked): Promise<void> {
    const answer = await this.#line.ask({
      bytes: rtuFrame(request),
      timeoutMs,
      silenceMs,
      cut: (heard) => cutAnswer(request, heard, (unit) => this.#late([unit])),
    });
    if (!this.#asked) return;
    this.#asked = null;
    settle(answer);
    if (this.#line.isOpen) this.#listener.onFree();
  }

  #late(units: readonly number[]): void {
    for (const unit of units) this.#listener.onLate(unit);
  }

  /** The other side's doing, perhaps because of what was asked just now; unless it was ended by us. */
  #lost(): void {
    const asked = this.#asked;
    this.#asked = null;
    this.#ending ??= { ...lostEnding(this.#line.lossDetail), culprit: asked?.request.unit ?? null };
    asked?.settle({ ok: false, failure: this.#ending.failure });
    this.#listener.onLost();
  }
}

/** What is set, but never less than the bus itself asks for. */
function gapOf(settings: RtuEndpoint): number {
  if (!('baudRate' in settings)) return settings.gapMs;
  return Math.max(settings.gapMs, Math.ceil((gapBits * 1_000) / settings.baudRate));
}
