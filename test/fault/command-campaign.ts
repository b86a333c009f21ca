// Commands by the thousand against a lamp with faults, an agent that is killed in the middle and a disk that takes its time:
// nothing false is called confirmed, nothing is ordered twice or too late, and what nobody can know is called unknown.
import { type CommandReport, isFinal } from '@campus/campus-model';
import { ManualClock, type Random, silentLog } from '@campus/runtime';
import { CommandRunner } from '../../edge-agent/commands/command-runner.ts';
import { HubClock } from '../../edge-agent/commands/hub-clock.ts';
import { Journal } from '../../edge-agent/commands/journal.ts';
import { JournalDisk, lamps, metricOf, plan } from '../unit/edge-agent/command-harness.ts';
import { type Fault, FaultyLamp, faults } from './faulty-lamp.ts';

/** A journal is read at each start of an agent: it holds so many. */
const commandsAJournal = 100;
const faultShare = 0.2;
const killShare = 0.05;
/** Of commands that come about when their time is over. */
const nearShare = 0.1;
const ttlMs = 4_000;
const stepMs = 20;
const slowestDiskMs = 400;
const longestMs = 60_000;

/** Until a word that will never come: what a killed agent had under way. */
const never = new Promise<never>(() => {});

/** One run of the agent; once it is killed nothing of it reaches disk or device. */
class Life {
  isKilled = false;
  readonly runner: CommandRunner;

  constructor(
    clock: ManualClock,
    random: Random,
    disk: JournalDisk,
    lamp: FaultyLamp,
    reports: CommandReport[],
  ) {
    const alive = async <T>(act: () => Promise<T>): Promise<T> => (this.isKilled ? never : act());
    const hubClock = new HubClock(clock);
    hubClock.observe(clock.now());
    const outbox = {
      window: disk.window,
      all: () => disk.all(),
      append: (frame: Uint8Array) =>
        alive(async () => {
          if (random() < 0.1)
            await new Promise<void>((done) => clock.after(Math.ceil(random() * slowestDiskMs), done));
          return alive(() => disk.append(frame));
        }),
    };
    const publish = (all: readonly string[]): boolean => {
      if (!this.isKilled) reports.push(...all.map((text) => JSON.parse(text) as CommandReport));
      return true;
    };
    const session = {
      start: () => {},
      close: async () => {},
      read: () => alive(() => lamp.read()),
      write: (point: unknown, value: number) => alive(() => lamp.write(point, value)),
    };
    this.runner = new CommandRunner({
      plan,
      clock,
      hubClock,
      journal: new Journal({ outbox, clock, publish }),
      log: silentLog,
      newId: () => 'made-up',
      sessionOf: () => session,
      shownBy: () => null,
      onSample: () => {},
    });
  }

  kill(): void {
    this.isKilled = true;
    this.runner.close();
  }
}

interface Outcome {
  readonly id: string;
  readonly fault: Fault;
  readonly wasKilled: boolean;
  readonly end: CommandReport;
  readonly isTrue: boolean;
  readonly orders: readonly number[];
  readonly dueMs: number;
}

async function turn(): Promise<void> {
  for (let i = 0; i < 6; i++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

async function runJournal(random: Random, from: number, count: number): Promise<Outcome[]> {
  const clock = new ManualClock();
  const [disk, lamp, reports] = [new JournalDisk(), new FaultyLamp(clock, random), [] as CommandReport[]];
  const begin = async (): Promise<Life> => {
    const life = new Life(clock, random, disk, lamp, reports);
    await life.runner.remember();
    life.runner.recover();
    return life;
  };
  let life = await begin();
  const outcomes: Outcome[] = [];
  for (let n = from; n < from + count; n++) {
    const id = `c${n}`;
    const value = n % 2;
    const fault = random() < faultShare ? faults[Math.floor(random() * faults.length)]! : 'none';
    const killAtMs = random() < killShare ? clock.monotonic() + random() * 2_000 : null;
    const lateMs = random() < nearShare ? ttlMs + Math.round((random() - 0.5) * 2 * slowestDiskMs) : 0;
    const sentAt = clock.now() - lateMs;
    lamp.begin(id, fault);
    const metric = metricOf({ id, value, ttlMs, sentAt });
    life.runner.receive(lamps, [metric]);
    let wasKilled = false;
    const end = (): CommandReport | undefined => reports.find((it) => it.id === id && isFinal(it.state));
    for (const giveUpAt = clock.monotonic() + longestMs; !end(); ) {
      if (killAtMs !== null && !wasKilled && clock.monotonic() >= killAtMs) {
        wasKilled = true;
        life.kill();
        life = await begin();
        // the hub asks again: it never heard of an end
        life.runner.receive(lamps, [metric]);
      }
      if (clock.monotonic() > giveUpAt) throw new Error(`${id} (${fault}) never ended`);
      clock.advance(stepMs);
      await turn();
    }
    const isTrue = lamp.state === value;
    outcomes.push({
      id,
      fault,
      wasKilled,
      end: end()!,
      isTrue,
      orders: lamp.orders.get(id) ?? [],
      dueMs: sentAt + ttlMs,
    });
    reports.length = 0;
    clock.advance(15_000);
    await turn();
  }
  life.kill();
  return outcomes;
}

/** What must not be: each list is to be empty. */
export interface CommandFaults {
  readonly falselyConfirmed: readonly Outcome[];
  readonly orderedTwice: readonly Outcome[];
  readonly orderedLate: readonly Outcome[];
  /** Called failed where the device told nobody what came of it. */
  readonly claimedOfTheDark: readonly Outcome[];
  readonly failedThoughSound: readonly Outcome[];
}

export async function runCommandCampaign(
  random: Random,
  commands: number,
): Promise<{ faults: CommandFaults; states: ReadonlyMap<string, number> }> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < commands) {
    const count = Math.min(commandsAJournal, commands - outcomes.length);
    outcomes.push(...(await runJournal(random, outcomes.length, count)));
  }
  const byState = Map.groupBy(outcomes, ({ end }) => end.state);
  return {
    faults: faultsOf(outcomes),
    states: new Map([...byState].map(([state, all]) => [state, all.length])),
  };
}

function faultsOf(outcomes: readonly Outcome[]): CommandFaults {
  const ordered = outcomes.filter(({ orders }) => orders.length > 0);
  const isDark = (fault: Fault): boolean => fault === 'dark' || fault === 'hangs';
  return {
    falselyConfirmed: outcomes.filter(({ end, isTrue }) => end.state === 'confirmed' && !isTrue),
    orderedTwice: outcomes.filter(({ orders }) => orders.length > 1),
    orderedLate: outcomes.filter(({ orders, dueMs }) => orders.some((at) => at > dueMs)),
    claimedOfTheDark: ordered.filter(({ fault, end }) => isDark(fault) && end.state === 'failed'),
    failedThoughSound: ordered.filter(
      ({ fault, wasKilled, end }) => fault === 'none' && !wasKilled && end.state !== 'confirmed',
    ),
  };
}
