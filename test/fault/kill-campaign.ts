// Kills hub, agents and simulators at random moments while samples run, and compares at the end. Agents bring samples of
// past days too, so that days are folded meanwhile; backups are made, and one of them takes the place of the hub's data.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@campus/runtime';
import { CampusProcess } from '../harness/campus-run.ts';
import { booksBalance } from './books-balance.ts';
import { compareAll, pause, progress } from './comparison.ts';
import type { LedgerVerdict } from './judge.ts';
import { PastSamples } from './past-samples.ts';
import { makeProofCampus, type ProofCampus } from './proof-campus.ts';
import { type Mortal, ProofProcesses } from './proof-processes.ts';
import type { Proof } from './seed.ts';

/** Many kills strike a process that is just starting; now and then all have time to work. */
const shortestPauseMs = 50;
const shortPauseMs = 800;
const longPauseMs = 3_500;
const longPauseShare = 0.4;
const longestAbsenceMs = 900;
const twoAtOnceShare = 0.2;
/** After so many kills acknowledgements must come on before it goes on. */
const killsWithoutProgress = 6;
const drainDeadlineMs = 300_000;
/** Pauses in which a backup is made, that the next kill may strike. */
const backupShare = 0.15;

export async function runKillCampaign(proof: Proof, kills: number): Promise<LedgerVerdict> {
  const campus = await makeProofCampus(proof.folder);
  const processes = await ProofProcesses.make(proof.folder, campus);
  const startedAt = Date.now();
  try {
    const campaign = new KillCampaign(proof, campus, processes);
    await processes.startAll();
    await progress(processes);
    await campaign.kill(Math.ceil(kills / 2));
    const backup = await campaign.backup();
    await campaign.kill(Math.floor(kills / 2));
    await campaign.restore(backup);
    await processes.startAll();
    await progress(processes);
    await processes.drain(drainDeadlineMs);
    const books = await booksBalance(campus.ports.panel);
    await processes.endDrained();
    const verdict = await compareAll(campus, processes, { liveFromMs: startedAt, books });
    proof.note(`${verdict.told} values told, ${verdict.stored} stored`);
    return verdict;
  } finally {
    await processes.close();
  }
}

class KillCampaign {
  readonly #proof: Proof;
  readonly #past: PastSamples;
  readonly #processes: ProofProcesses;
  #killed = 0;
  #backups = 0;

  constructor(proof: Proof, campus: ProofCampus, processes: ProofProcesses) {
    this.#proof = proof;
    this.#past = new PastSamples(campus.campus, proof.random, proof.note);
    this.#processes = processes;
  }

  async kill(kills: number): Promise<void> {
    const { random, note } = this.#proof;
    const processes = this.#processes;
    for (let left = kills; left > 0; ) {
      const struckBackup = random() < backupShare ? this.#startBackup() : null;
      const pauseMs = random() < longPauseShare ? longPauseMs : shortPauseMs;
      await pause(shortestPauseMs + random() * pauseMs);
      const victims = choose(processes, random).filter(({ isRunning }) => isRunning);
      this.#killed += victims.length;
      left -= victims.length;
      note(`kill ${this.#killed}: ${victims.map(({ name }) => name).join(' and ')}`);
      await Promise.all(victims.map((victim) => victim.kill()));
      await struckBackup?.exited;
      await this.#bringPast(victims);
      await pause(random() * longestAbsenceMs);
      for (const victim of victims) victim.start();
      if (this.#killed % killsWithoutProgress === 0) await progress(processes);
      if (processes.faults.length > 0) throw new Error(processes.faults.join('\n'));
    }
  }

  /** A backup that nobody strikes; returns its file. */
  async backup(): Promise<string> {
    await this.#processes.startAll();
    const made = this.#startBackup();
    const code = await made.exited;
    if (code !== 0) throw new Error(`the backup ended with code ${code}: ${made.errors}`);
    this.#proof.note(`backup ${this.#backups} is made`);
    return this.#backupFile;
  }

  /** The hub's data is lost, and an older backup takes its place: the agents bring what came after it. */
  async restore(file: string): Promise<void> {
    const { hub, folders } = this.#processes;
    await hub.kill();
    const machine = join(folders.hub, '..');
    renameSync(machine, `${machine}.lost`);
    const restoring = new CampusProcess(['restore', file, '--data', machine]);
    const code = await restoring.exited;
    if (code !== 0) throw new Error(`the restore ended with code ${code}: ${restoring.errors}`);
    this.#proof.note('the backup is restored');
  }

  get #backupFile(): string {
    return join(this.#proof.folder, `backup-${this.#backups}.tar`);
  }

  #startBackup(): CampusProcess {
    this.#proof.note(`backup ${++this.#backups} begins`);
    return new CampusProcess(['backup', this.#backupFile, '--json', ...this.#processes.hubArguments]);
  }

  async #bringPast(victims: readonly Mortal[]): Promise<void> {
    for (const [i, agent] of this.#processes.agents.entries()) {
      if (victims.includes(agent)) await this.#past.bring(this.#processes.folders.agents[i]!, i);
    }
  }
}

function choose({ hub, agents, simulators }: ProofProcesses, random: Random): Mortal[] {
  const pool = [hub, hub, hub, ...agents, ...agents, simulators];
  const pick = (): Mortal => pool[Math.floor(random() * pool.length)]!;
  return random() < twoAtOnceShare ? [...new Set([pick(), pick()])] : [pick()];
}
