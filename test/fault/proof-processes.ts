// The processes of a proof, started as the product starts them, killed and started again.
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { CampusProcess, until } from '../harness/campus-run.ts';
import { gatewayIds, type ProofCampus } from './proof-campus.ts';
import { WireWitness } from './wire-witness.ts';

const startDeadlineMs = 90_000;

/** One process that is started again and again. `errors` holds what all its lives said. */
export class Mortal {
  readonly name: string;
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #life: CampusProcess | null = null;
  #isToEnd = false;
  #errors = '';
  /** It ended though nobody killed it. */
  readonly faults: string[] = [];

  constructor(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.#args = args;
    this.#env = env;
  }

  start(): void {
    this.#isToEnd = false;
    const life = new CampusProcess(this.#args, this.#env);
    this.#life = life;
    void life.exited.then((code) => {
      if (!this.#isToEnd && this.#life === life) {
        this.faults.push(`${this.name} ended by itself with code ${code}: ${life.errors.slice(-1500)}`);
      }
    });
  }

  async ready(): Promise<void> {
    await until(
      () => this.faults.length > 0 || this.#life?.output.includes('"ready":'),
      startDeadlineMs,
      () => `${this.name} did not become ready: ${this.errors.slice(-3000)}`,
    );
    if (this.faults.length > 0) throw new Error(this.faults.join('\n'));
  }

  get isRunning(): boolean {
    return this.#life !== null && !this.#isToEnd;
  }

  /** All that it said on standard error in all its lives. */
  get errors(): string {
    return this.#errors + (this.#life?.errors ?? '');
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isToEnd = true;
    this.#life?.kill('SIGKILL');
    await this.#gone();
  }

  /** Ends cleanly, as when its supervisor's pipe closes. Fails where it does not end in order. */
  async end(): Promise<void> {
    if (!this.#life) return;
    this.#isToEnd = true;
    const code = await this.#life.end();
    if (code !== 0) this.faults.push(`${this.name} did not end in order: code ${code}`);
    await this.#gone();
  }

  async #gone(): Promise<void> {
    await this.#life?.exited;
    this.#errors += this.#life?.errors ?? '';
    this.#life = null;
  }
}

export interface ProcessFolders {
  readonly hub: string;
  /** By gateway. */
  readonly agents: readonly string[];
}

export interface Conditions {
  /** The environment of a process, by its name. */
  readonly environment?: (name: string) => Readonly<Record<string, string>>;
  /** The witnesses listen to what agents say of themselves alone. */
  readonly isNodeOnly?: boolean;
}

/** Hub, agents and simulators of a proof's campus, with a witness on each agent's line. */
export class ProofProcesses {
  readonly hub: Mortal;
  readonly agents: readonly Mortal[];
  readonly simulators: Mortal;
  readonly witnesses: readonly WireWitness[];
  readonly ledgerFile: string;
  readonly folders: ProcessFolders;
  /** What every command about the hub's data is told. */
  readonly hubArguments: readonly string[];
  readonly #folder: string;

  private constructor(
    folder: string,
    proof: ProofCampus,
    witnesses: readonly WireWitness[],
    environment: NonNullable<Conditions['environment']>,
  ) {
    const { ports, campusFile, rulesFile } = proof;
    this.#folder = folder;
    const data = (machine: string): string => join(folder, 'machines', machine);
    this.ledgerFile = join(folder, 'ledger.jsonl');
    this.folders = {
      hub: join(data('hub'), 'hub'),
      agents: gatewayIds.map((id) => join(data(id), 'agents', id)),
    };
    this.witnesses = witnesses;
    const shared = ['--campus', campusFile, '--rules', rulesFile];
    const hubPorts = ['--panel-port', String(ports.panel), '--mqtt-port', String(ports.mqtt)];
    const mortal = (name: string, args: readonly string[]): Mortal =>
      new Mortal(name, args, environment(name));
    this.hubArguments = [...shared, ...hubPorts, '--no-history', '--data', data('hub')];
    this.hub = mortal('hub', ['hub', ...this.hubArguments]);
    this.simulators = mortal('simulators', [
      ...['simulate', ...shared, '--control-port', String(ports.control)],
      ...['--ledger', this.ledgerFile],
    ]);
    this.agents = gatewayIds.map((id, i) =>
      mortal(id, [
        ...['agent', ...shared, '--gateway', id, '--data', data(id)],
        ...['--broker', witnesses[i]!.url],
        ...['--password-file', this.#passwordFile(id)],
      ]),
    );
  }

  static async make(
    folder: string,
    proof: ProofCampus,
    { environment = () => ({}), isNodeOnly = false }: Conditions = {},
  ): Promise<ProofProcesses> {
    const witnesses = await Promise.all(
      gatewayIds.map(() => WireWitness.start(proof.ports.mqtt, { isNodeOnly })),
    );
    return new ProofProcesses(folder, proof, witnesses, environment);
  }

  get all(): readonly Mortal[] {
    return [this.simulators, this.hub, ...this.agents];
  }

  /** Starts what does not run; the hub before the agents, as it makes their passwords at the first start. */
  async startAll(): Promise<void> {
    for (const mortal of this.all) {
      if (mortal.isRunning) continue;
      if (mortal === this.hub) {
        await this.startHub();
        continue;
      }
      mortal.start();
      await mortal.ready();
    }
  }

  async startHub(): Promise<void> {
    this.hub.start();
    await this.hub.ready();
    this.#handOutPasswords();
  }

  /** As it is done in the field: once. What the hub loses of them it has lost for all its gateways. */
  #handOutPasswords(): void {
    for (const id of gatewayIds) {
      const own = join(this.folders.hub, 'secrets', `${id}.secret`);
      if (!existsSync(this.#passwordFile(id))) copyFileSync(own, this.#passwordFile(id));
    }
  }

  #passwordFile(gatewayId: string): string {
    return join(this.#folder, `${gatewayId}.password`);
  }

  /** The simulators stop; waits until everything that was taken is acknowledged. */
  async drain(deadlineMs: number): Promise<void> {
    await this.simulators.end();
    const stoppedAt = Date.now();
    await until(
      () => this.witnesses.every((witness) => isDrained(witness, stoppedAt)),
      deadlineMs,
      () =>
        `not drained: ${this.witnesses.map(({ waiting, backlog }) => `${waiting} wait, backlog ${backlog?.value}`)}`,
    );
  }

  /** Agents and hub end in order. */
  async endDrained(): Promise<void> {
    for (const agent of this.agents) await agent.end();
    await this.hub.end();
  }

  async close(): Promise<void> {
    for (const mortal of this.all) await mortal.kill();
    for (const witness of this.witnesses) await witness.close();
  }

  get faults(): readonly string[] {
    return this.all.flatMap(({ faults }) => faults);
  }
}

/** All that the witness saw taken is acknowledged, and its agent said after `sinceMs` that nothing waits. */
export function isDrained(witness: WireWitness, sinceMs: number): boolean {
  const { backlog } = witness;
  return backlog !== null && backlog.atMs > sinceMs && backlog.value === 0 && witness.waiting === 0;
}
