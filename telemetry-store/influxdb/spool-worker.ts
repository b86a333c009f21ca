// The spool's thread: node:sqlite is synchronous, and no disk call may stop the hub's event loop.
import { serveWorker } from '@campus/runtime/worker';
import { Spool, type SpoolSettings } from './spool.ts';

export type SpoolMethods = ReturnType<typeof methodsOf>;

function methodsOf(settings: SpoolSettings) {
  let opened: Spool | null = null;
  const spool = (): Spool => (opened ??= new Spool(settings));
  const on =
    <A extends unknown[], R>(method: (spool: Spool, ...args: A) => R) =>
    (...args: A): R =>
      method(spool(), ...args);
  return {
    /** The points that the spool knows, or what is wrong with its file. */
    open: () => {
      try {
        return { points: spool().points() };
      } catch (error) {
        return (error as Error).message;
      }
    },
    commit: on((some, ...args: Parameters<Spool['commit']>) => some.commit(...args)),
    setPoints: on((some, ...args: Parameters<Spool['setPoints']>) => some.setPoints(...args)),
    outboxes: on((some, ...args: Parameters<Spool['outboxes']>) => some.outboxes(...args)),
    state: on((some) => some.state()),
    next: on((some, ...args: Parameters<Spool['next']>) => some.next(...args)),
    done: on((some, ...args: Parameters<Spool['done']>) => some.done(...args)),
    startedAt: on((some, ...args: Parameters<Spool['startedAt']>) => some.startedAt(...args)),
    look: on((some, ...args: Parameters<Spool['look']>) => some.look(...args)),
    firstWaiting: on((some, ...args: Parameters<Spool['firstWaiting']>) => some.firstWaiting(...args)),
    plan: on((some, ...args: Parameters<Spool['plan']>) => some.plan(...args)),
    adopt: on((some, ...args: Parameters<Spool['adopt']>) => some.adopt(...args)),
    settleUntil: on((some, ...args: Parameters<Spool['settleUntil']>) => some.settleUntil(...args)),
    dueWork: on((some) => some.dueWork()),
    workDone: on((some, ...args: Parameters<Spool['workDone']>) => some.workDone(...args)),
    removed: on((some, ...args: Parameters<Spool['removed']>) => some.removed(...args)),
    began: on((some, ...args: Parameters<Spool['began']>) => some.began(...args)),
    holds: on((some) => some.holds()),
    hold: on((some, ...args: Parameters<Spool['hold']>) => some.hold(...args)),
    release: on((some, ...args: Parameters<Spool['release']>) => some.release(...args)),
    snapshot: on((some, ...args: Parameters<Spool['snapshot']>) => some.snapshot(...args)),
    close: () => opened?.close(),
  };
}

serveWorker<SpoolSettings>((settings) => methodsOf(settings));
