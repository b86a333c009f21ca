// Commands by the thousand, over real sockets, to boards of which every fifth order meets a fault, through agents that are
// killed in the middle: nothing false is called confirmed, nothing is done twice or too late, what nobody knows is unknown.
import type { CommandPriority, CommandState } from '@campus/campus-model';
import type { Random } from '@campus/runtime';
import { CommandField, coils, type FieldSize, type Place } from './command-field.ts';
import type { Ending, WireCommand } from './command-hub.ts';
import { type Ended, findings } from './command-judge.ts';
import { type Fault, faults } from './faulty-relays.ts';
import type { Proof } from './seed.ts';

const faultShare = 0.2;
const releaseShare = 0.05;
/** Orders of low priority: a person's that stands keeps them beneath. */
const comfortShare = 0.1;
/** Commands that come about when their time is over. */
const nearShare = 0.05;
const ttlMs = 6_000;
const nearMs = 400;
/** Whoever asked and heard no end asks again, with the same id. */
const askAgainMs = 3_000;
const endsWithinMs = 90_000;
/** A board that answers late, or was dark, is done with the last order by then. */
const quietMs = 40;

export interface CampaignSize extends FieldSize {
  readonly commands: number;
  readonly killEveryMs: number;
}

export interface CampaignFigures {
  readonly states: ReadonlyMap<CommandState, number>;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly kills: number;
  readonly findings: readonly string[];
}

export async function runCommandCampaign(proof: Proof, size: CampaignSize): Promise<CampaignFigures> {
  const { random, folder } = proof;
  const field = await CommandField.start(folder, size, random);
  try {
    return await new Campaign(field, size, proof).run();
  } finally {
    await field.close();
  }
}

class Campaign {
  readonly #field: CommandField;
  readonly #size: CampaignSize;
  readonly #proof: Proof;
  readonly #random: Random;
  readonly #states = new Map<CommandState, number>();
  readonly #faults = new Map<Fault, number>();
  readonly #findings: string[] = [];
  #begun = 0;
  #kills = 0;
  #isOver = false;
  /** When an agent of each gateway was killed last. */
  readonly #killedAt = new Map<string, number>();

  constructor(field: CommandField, size: CampaignSize, proof: Proof) {
    this.#field = field;
    this.#size = size;
    this.#proof = proof;
    this.#random = proof.random;
  }

  async run(): Promise<CampaignFigures> {
    const killing = this.#killNowAndThen();
    await Promise.all(this.#field.places.map((place) => this.#orderInTurn(place)));
    this.#isOver = true;
    await killing;
    const { garbled } = this.#field.hub;
    const processFaults = this.#field.agents.flatMap((agent) => agent.faults);
    const all = [...this.#findings, ...processFaults, ...garbled.map((text) => `garbled report: ${text}`)];
    return { states: this.#states, faults: this.#faults, kills: this.#kills, findings: all };
  }

  /** One order at a time to each coil. */
  async #orderInTurn(place: Place): Promise<void> {
    while (this.#begun < this.#size.commands && this.#findings.length === 0) {
      const ended = await this.#order(place, this.#begun++);
      count(this.#states, ended.ending.report.state);
      count(this.#faults, ended.fault);
      const found = findings(ended);
      for (const one of found) this.#proof.note(one);
      this.#findings.push(...found);
      await pause(quietMs);
    }
  }

  async #order(place: Place, number: number): Promise<Ended> {
    const fault = this.#random() < faultShare ? pick(faults, this.#random) : 'none';
    const lateMs = this.#random() < nearShare ? ttlMs + (this.#random() - 0.5) * 2 * nearMs : 0;
    const isRelease = this.#random() < releaseShare;
    const priority: CommandPriority = this.#random() < comfortShare ? 'comfort' : 'person';
    const sentAt = Math.round(Date.now() - lateMs);
    place.relays.begin(place.unit, place.coil, fault);
    const { gatewayId, deviceId } = place;
    const command: WireCommand = {
      id: `c${number}`,
      gatewayId,
      deviceId,
      name: `${coils[place.coil]}-set`,
      value: isRelease ? null : Number(this.#random() < 0.5),
      priority: isRelease ? 'person' : priority,
      sentAt,
      ttlMs,
    };
    const ending = await this.#carry(command, fault);
    const isKilled = (this.#killedAt.get(gatewayId) ?? 0) >= sentAt;
    return { place, command, fault, isKilled, ending };
  }

  async #carry(command: WireCommand, fault: Fault): Promise<Ending> {
    const { hub } = this.#field;
    const end = hub.endOf(command.id);
    const giveUpAt = performance.now() + endsWithinMs;
    for (;;) {
      await hub.send(command);
      const ending = await Promise.race([end, pause(askAgainMs)]);
      if (ending) return ending;
      if (performance.now() > giveUpAt) throw new Error(`${command.id} (${fault}) never ended`);
    }
  }

  async #killNowAndThen(): Promise<void> {
    let waitedMs = 0;
    while (!this.#isOver) {
      await pause(100);
      waitedMs += 100;
      if (waitedMs < this.#size.killEveryMs) continue;
      waitedMs = 0;
      const agent = pick(this.#field.agents, this.#random);
      this.#kills++;
      await agent.kill();
      this.#killedAt.set(agent.name, Date.now());
      agent.start();
      await agent.ready();
    }
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(random() * all.length)]!;
}

function pause(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
