// Cuts the power of the hub's machine, of a gateway, or of all at once while samples run; each machine goes on with a
// disk that the cut could have left. After every cut and at the end: what was promised is there.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@campus/runtime';
import { booksBalance } from './books-balance.ts';
import { compareAll, isFound, pause, progress } from './comparison.ts';
import { readHistory } from './history-reading.ts';
import { describeFindings, isIn, judgePositions, type LedgerVerdict } from './judge.ts';
import { readOutboxes } from './outbox-reading.ts';
import { PastSamples } from './past-samples.ts';
import { PeoplesActs } from './peoples-acts.ts';
import { drawLuck } from './power-cut/disk-image.ts';
import { buildJournal, Machine } from './power-cut/machine.ts';
import { gatewayIds, makeProofCampus, type ProofCampus } from './proof-campus.ts';
import { type Mortal, ProofProcesses } from './proof-processes.ts';
import type { Proof } from './seed.ts';

const shortestPauseMs = 200;
const longestPauseMs = 4_000;
const hubShare = 0.4;
const gatewayShare = 0.25;
/** After so many cuts acknowledgements must come on before it goes on. */
const cutsWithoutProgress = 3;
const drainDeadlineMs = 300_000;
/** What the dead had already given to the network arrives within this. */
const lastWordsMs = 100;

export async function runCutCampaign(proof: Proof, cuts: number): Promise<LedgerVerdict> {
  const campus = await makeProofCampus(proof.folder);
  const campaign = await CutCampaign.prepare(proof, campus);
  const { processes } = campaign;
  const startedAt = Date.now();
  try {
    await processes.startAll();
    await progress(processes);
    for (let cut = 1; cut <= cuts; cut++) {
      await campaign.cut(cut);
      if (cut % cutsWithoutProgress === 0) await progress(processes);
    }
    await progress(processes);
    await campaign.checkActs();
    await processes.drain(drainDeadlineMs);
    const books = await booksBalance(campus.ports.panel);
    await processes.endDrained();
    return await compareAll(campus, processes, { liveFromMs: startedAt, books });
  } finally {
    await processes.close();
  }
}

/** A machine and the process that runs on it. */
interface Powered {
  readonly machine: Machine;
  readonly mortal: Mortal;
}

class CutCampaign {
  readonly processes: ProofProcesses;
  readonly #proof: Proof;
  readonly #campus: ProofCampus;
  readonly #hub: Powered;
  readonly #gateways: readonly Powered[];
  readonly #acts: PeoplesActs;
  readonly #past: PastSamples;

  private constructor(
    proof: Proof,
    campus: ProofCampus,
    processes: ProofProcesses,
    machines: readonly Machine[],
  ) {
    const [hub, ...gateways] = machines as [Machine, ...Machine[]];
    this.#proof = proof;
    this.#campus = campus;
    this.processes = processes;
    this.#hub = { machine: hub, mortal: processes.hub };
    this.#gateways = gateways.map((machine, i) => ({ machine, mortal: processes.agents[i]! }));
    this.#past = new PastSamples(campus.campus, proof.random, proof.note);
    this.#acts = new PeoplesActs(campus.ports.panel);
  }

  static async prepare(proof: Proof, campus: ProofCampus): Promise<CutCampaign> {
    const parent = join(proof.folder, 'machines');
    mkdirSync(parent);
    const library = buildJournal(proof.folder);
    const machines = ['hub', ...gatewayIds].map((name) => new Machine(name, parent, library));
    const environment = (name: string): Readonly<Record<string, string>> =>
      machines.find((machine) => machine.name === name)?.environment ?? {};
    const processes = await ProofProcesses.make(proof.folder, campus, { environment });
    return new CutCampaign(proof, campus, processes, machines);
  }

  async cut(cut: number): Promise<void> {
    const { random, note } = this.#proof;
    await this.#acts.act();
    const lastAct = this.#acts.act().catch(() => {});
    await pause(shortestPauseMs + random() * (longestPauseMs - shortestPauseMs));
    const struck = this.#choose(random);
    const luck = drawLuck(random);
    note(`cut ${cut}: ${struck.map(({ machine }) => machine.name).join(', ')}, luck ${luck.toFixed(2)}`);
    await Promise.all(struck.map(({ mortal }) => mortal.kill()));
    await lastAct;
    await pause(lastWordsMs);
    for (const { machine } of struck) machine.cut(luck, random);
    for (const powered of struck) await this.#checkDisk(powered, cut);
    for (const powered of struck) await this.#powerOn(powered);
    if (struck.includes(this.#hub)) {
      await this.#hub.mortal.ready();
      await this.checkActs();
    }
    if (this.processes.faults.length > 0) throw new Error(this.processes.faults.join('\n'));
  }

  /** What people did and the hub confirmed stays. */
  async checkActs(): Promise<void> {
    isFound('what people did', await this.#acts.missing());
  }

  #choose(random: Random): Powered[] {
    const kind = random();
    if (kind < hubShare) return [this.#hub];
    const gateway = this.#gateways[Math.floor(random() * this.#gateways.length)]!;
    return kind < hubShare + gatewayShare ? [gateway] : [this.#hub, ...this.#gateways];
  }

  async #powerOn(powered: Powered): Promise<void> {
    const at = this.#gateways.indexOf(powered);
    if (at >= 0) await this.#past.bring(this.processes.folders.agents[at]!, at);
    powered.machine.begin();
    powered.mortal.start();
  }

  /** Looks into a copy of the disk: what its machine had promised is there before anything is started. */
  async #checkDisk({ machine }: Powered, cut: number): Promise<void> {
    const copy = `${machine.folder}.copy`;
    cpSync(machine.folder, copy, { recursive: true });
    const at = this.#gateways.findIndex((gateway) => gateway.machine === machine);
    const lost = at < 0 ? await this.#lostByHub(copy) : await this.#lostByAgent(copy, at);
    isFound(`cut ${cut} of ${machine.name}`, lost);
    rmSync(copy, { recursive: true });
  }

  /** Acknowledged, and not in history. */
  async #lostByHub(copy: string): Promise<string[]> {
    const { rows } = await readHistory(join(copy, 'hub'), this.#campus.campus);
    return this.processes.witnesses.flatMap(({ taken, acknowledged }) => {
      const findings = judgePositions(taken, rows, (id, number) => isIn(acknowledged, id, number));
      const doubled = describeFindings('history', { ...findings, lost: [], invented: [] });
      return doubled ? [...findings.lost, doubled] : findings.lost;
    });
  }

  /** Said to be taken, and neither in the outbox nor acknowledged by the hub. */
  async #lostByAgent(copy: string, at: number): Promise<string[]> {
    const witness = this.processes.witnesses[at]!;
    const kept = await readOutboxes([join(copy, 'agents', gatewayIds[at]!)]);
    const samples = new Set([...kept.values()].flatMap((numbers) => [...numbers.values()]));
    const lost: string[] = [];
    for (const [outboxId, numbers] of witness.taken) {
      for (const [number, key] of numbers) {
        const isSafe = samples.has(key) || isIn(witness.acknowledged, outboxId, number);
        if (!isSafe) lost.push(`${outboxId}:${number} ${key}`);
      }
    }
    return lost;
  }
}
