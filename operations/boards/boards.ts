// Boards that people compose: kept with a version each, so that no one's change is lost under another's.
// Who may see or change one is judged by the caller.
import { randomUUID } from 'node:crypto';
import {
  type Board,
  type BoardContent,
  type BoardFile,
  CampusError,
  type Identity,
  mostBoardBytes,
  mostBoardsAPerson,
} from '@campus/campus-model';
import type { Clock } from '@campus/runtime';
import type { OperationsDatabase } from '../database/database.ts';
import { listLimit } from '../list-limit.ts';
import type { BoardAnswer } from './board-rows.ts';

/** In the place of a person where the campus itself brought a board. */
const campusAccount = 'campus';

export class Boards {
  readonly #database: OperationsDatabase;
  readonly #clock: Clock;

  constructor(database: OperationsDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** All boards, changed last first; `deleted` are those that can still be brought back. */
  list({ state, limit }: { state: 'standing' | 'deleted'; limit: number }): Promise<Board[]> {
    if (state === 'standing') return this.#database.call('listBoards', [listLimit(limit)]);
    return this.#database.call('listDeletedBoards', [this.#clock.now(), listLimit(limit)]);
  }

  /** Also a deleted one; null where there is none. */
  get(id: string): Promise<Board | null> {
    return this.#database.call('findBoard', [id]);
  }

  /** Throws CampusError `too-many-boards` or `body-too-large`. */
  async create(identity: Identity, content: BoardContent): Promise<Board> {
    checkSize(content);
    const id = randomUUID();
    const entry = this.#entry(identity, 'board-create', id, content);
    return settled(id, await this.#database.call('createBoard', [id, identity.account, content, entry]));
  }

  /** Throws CampusError `board-changed` where `version` is no longer the board's, `not-found` or `body-too-large`. */
  async change(
    identity: Identity,
    id: string,
    content: BoardContent,
    version: number | null,
  ): Promise<Board> {
    checkSize(content);
    const entry = this.#entry(identity, 'board-change', id, content);
    return this.#settle(id, await this.#database.call('changeBoard', [{ id, version, content }, entry]));
  }

  /** Throws CampusError `board-changed` or `not-found`. */
  async delete(identity: Identity, board: Board, version: number | null): Promise<Board> {
    const entry = this.#entry(identity, 'board-delete', board.id, board);
    return this.#settle(board.id, await this.#database.call('deleteBoard', [board.id, version, entry]));
  }

  /** Throws CampusError `too-many-boards` or `not-found`. */
  async restore(identity: Identity, board: Board): Promise<Board> {
    const entry = this.#entry(identity, 'board-restore', board.id, board);
    return settled(board.id, await this.#database.call('restoreBoard', [board.id, entry]));
  }

  /** Puts the boards that a campus brings beside people's own, each once. Returns how many were new. */
  plant({ boards }: BoardFile): Promise<number> {
    return this.#database.call('plantBoards', [boards, this.#clock.now(), campusAccount]);
  }

  /** Says of a conflict who changed the board and when. */
  async #settle(id: string, answer: BoardAnswer): Promise<Board> {
    if (answer !== 'changed') return settled(id, answer);
    const now = await this.get(id);
    if (!now) throw new CampusError('not-found', `board "${id}"`);
    const { version, changedBy, changedByName, changedAt } = now;
    const at = new Date(changedAt).toISOString();
    throw new CampusError('board-changed', `version ${version}: ${changedByName ?? changedBy}, ${at}`);
  }

  #entry({ account }: Identity, action: string, id: string, { name, sharedWith, tiles }: BoardContent) {
    const shared = sharedWith.length > 0 ? sharedWith.join(', ') : 'nobody';
    const detail = `${name.zh ?? name.en}; ${tiles.length} tiles; shared with ${shared}`;
    return { at: this.#clock.now(), account, action, subject: id, detail };
  }
}

function settled(id: string, answer: BoardAnswer): Board {
  if (answer === 'missing') throw new CampusError('not-found', `board "${id}"`);
  if (answer === 'changed') throw new CampusError('board-changed');
  if (answer === 'full') throw new CampusError('too-many-boards', `at most ${mostBoardsAPerson} a person`);
  return answer.board;
}

function checkSize({ name, tiles }: BoardContent): void {
  const bytes = Buffer.byteLength(JSON.stringify({ name, tiles }));
  if (bytes > mostBoardBytes) {
    throw new CampusError('body-too-large', `a board of ${bytes} bytes (at most ${mostBoardBytes})`);
  }
}
