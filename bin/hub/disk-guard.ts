// Watches the hub's disk: says when telemetry must wait, holds a reserve for alarms, commands and audit, and gives it up
// for them. What is written where is the others' part.
import type { DiskView } from '@campus/campus-model';
import { type Clock, type Log, TroubleLog } from '@campus/runtime';
import type { Disk } from './disk.ts';
import { hasRoomToReserve, type Measured, nextDiskState, reserveBytesFor } from './disk-state.ts';

/** Another program can fill a disk within seconds. */
const watchPeriodMs = 1_000;
/** A sync costs a disk something; one in trouble is tried at every watch, so that all resumes soon. */
const probePeriodMs = 5_000;
/** A call that takes longer hangs: a dead network disk answers never. */
const longestCallMs = 10_000;
/** How often what alarms and commands have used up of their own room is filled up again. */
const spareRoomPeriodMs = 60_000;
/** What the database sets aside inside its file. */
const spareRoomBytes = 32_000_000;

export interface DiskGuardOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly log: Log;
}

export class DiskGuard {
  readonly #options: DiskGuardOptions;
  readonly #trouble: TroubleLog;
  #view: DiskView;
  #measured: Measured = { freeBytes: 0, totalBytes: 0, trouble: null, isRefusedAsFull: false };
  #keepSpareRoom: (() => Promise<void>) | null = null;
  #watching: Promise<void> | null = null;
  #watchingSinceMs = 0;
  #isHanging = false;
  #probeDueMs = 0;
  #spareRoomDueMs = 0;
  #cancel: () => void = () => {};

  private constructor(options: DiskGuardOptions) {
    this.#options = options;
    this.#trouble = new TroubleLog(options.log);
    this.#view = { state: 'ok', freeBytes: 0, detail: null, sinceMs: options.clock.now() };
  }

  /** Has measured once; on a full disk the reserve of an earlier run is given up, so that the databases can be opened. */
  static async start(options: DiskGuardOptions): Promise<DiskGuard> {
    const guard = new DiskGuard(options);
    await guard.#watch();
    if (guard.#view.state === 'full') await guard.giveUpReserve();
    guard.#cancel = options.clock.every(watchPeriodMs, () => guard.#tick());
    return guard;
  }

  /** `run` makes sure of the room that the operations database holds in itself; called where there is room for it. */
  keepSpareRoom(run: () => Promise<void>): void {
    this.#keepSpareRoom = run;
    this.#spareRoomDueMs = 0;
  }

  view(): DiskView {
    return this.#view;
  }

  /** False while telemetry must not be taken: what is not acknowledged, the agents keep. */
  mayStore(): boolean {
    return this.#view.state === 'ok' || this.#view.state === 'low';
  }

  /**
   * For a write that the disk refused. True where the reserve has made room, and the write is worth another try; it is made
   * anew once there is room again.
   */
  async giveUpReserve(): Promise<boolean> {
    this.#probeDueMs = 0;
    try {
      const bytes = await this.#options.disk.reservedBytes();
      if (bytes === 0) return false;
      await this.#options.disk.giveUpReserve();
      this.#options.log.warn(
        { bytes },
        'the disk is full: the reserve is given up for alarms, commands and audit',
      );
      return true;
    } catch (error) {
      this.#trouble.lost('disk', (error as Error).message);
      return false;
    }
  }

  /** Waits for what is under way, but not for a disk that hangs. */
  async close(): Promise<void> {
    this.#cancel();
    if (!this.#isHanging) await this.#watching;
  }

  #tick(): void {
    const { clock } = this.#options;
    if (!this.#watching) {
      this.#watchingSinceMs = clock.monotonic();
      this.#watching = this.#watch().finally(() => {
        this.#watching = null;
        this.#isHanging = false;
      });
    } else if (clock.monotonic() - this.#watchingSinceMs > longestCallMs) {
      this.#isHanging = true;
      const trouble = `no answer for ${longestCallMs / 1000} s`;
      this.#judge({ ...this.#measured, trouble, isRefusedAsFull: false });
    }
  }

  async #watch(): Promise<void> {
    this.#judge(await this.#measure());
    if (this.mayStore()) await this.#setAside();
  }

  async #measure(): Promise<Measured> {
    const { disk, clock } = this.#options;
    const isProbing = clock.monotonic() >= this.#probeDueMs || !this.mayStore();
    try {
      const { freeBytes, totalBytes } = await disk.room();
      this.#measured = { freeBytes, totalBytes, trouble: null, isRefusedAsFull: false };
      if (isProbing) {
        await disk.probe();
        this.#probeDueMs = clock.monotonic() + probePeriodMs;
      }
      return this.#measured;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isRefusedAsFull = code === 'ENOSPC' || code === 'EDQUOT';
      return { ...this.#measured, trouble: message, isRefusedAsFull };
    }
  }

  #judge(measured: Measured): void {
    const state = nextDiskState(this.#view.state, measured);
    const { freeBytes, trouble } = measured;
    const detail = state === 'failing' ? trouble : null;
    const sinceMs = state === this.#view.state ? this.#view.sinceMs : this.#options.clock.now();
    this.#view = { state, freeBytes, detail, sinceMs };
    if (this.mayStore()) this.#trouble.back('disk');
    else
      this.#trouble.lost(
        'disk',
        detail ?? `full: ${freeBytes} bytes are free; telemetry waits at the agents`,
      );
  }

  /** Room that was given up is taken again as soon as that does not fill the disk anew. */
  async #setAside(): Promise<void> {
    try {
      await this.#makeReserve();
      await this.#makeSpareRoom();
      this.#trouble.back('room for alarms and commands');
    } catch (error) {
      this.#trouble.lost('room for alarms and commands', (error as Error).message);
    }
  }

  async #makeReserve(): Promise<void> {
    const { disk } = this.#options;
    const bytes = reserveBytesFor(this.#measured.totalBytes);
    if (bytes === 0 || (await disk.reservedBytes()) > 0 || !hasRoomToReserve(this.#measured, bytes)) return;
    await disk.makeReserve(bytes);
  }

  async #makeSpareRoom(): Promise<void> {
    const nowMs = this.#options.clock.monotonic();
    if (!this.#keepSpareRoom || nowMs < this.#spareRoomDueMs) return;
    if (!hasRoomToReserve(this.#measured, spareRoomBytes)) return;
    this.#spareRoomDueMs = nowMs + spareRoomPeriodMs;
    await this.#keepSpareRoom();
  }
}
