// Boards: the list, each judged by itself, and making, changing, deleting and restoring one.
import {
  authorise,
  type Board,
  type BoardSummary,
  type BoardView,
  boardChangeSchema,
  boardContentSchema,
  boardSummarySchema,
  boardViewSchema,
  CampusError,
  type Identity,
  type Resource,
} from '@campus/campus-model';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { readable, signedIn } from '../gate.ts';
import { errorAnswers } from '../schemas.ts';
import type { OperationsService } from '../services.ts';

type BoardService = OperationsService['boards'];

const tags = ['boards'];
/** Boards looked at for one list; a school of a hundred people who compose has fewer. */
const mostBoards = 2_000;
const params = z.object({ id: z.string().max(64) });

export function boardRoutes(app: App, { operations: { boards } }: RouteContext): void {
  listRoute(app, boards);
  readRoute(app, boards);
  createRoute(app, boards);
  changeRoute(app, boards);
  deleteRoute(app, boards);
  restoreRoute(app, boards);
}

function boardResource({ owner, sharedWith }: Board): Resource {
  return { owner, sharedWith };
}

function viewOf(board: Board, identity: Identity): BoardView {
  return { ...board, mayChange: authorise(identity, 'board.change', boardResource(board)) };
}

function summaryOf(board: Board, identity: Identity): BoardSummary {
  const tiles = board.tiles.map(({ kind, x, y, w, h }) => ({ kind, x, y, w, h }));
  return { ...viewOf(board, identity), tiles };
}

async function found(boards: BoardService, id: string, isDeletedMeant = false): Promise<Board> {
  const board = await boards.get(id);
  if (!board || (board.deletedAt !== null && !isDeletedMeant)) {
    throw new CampusError('not-found', `board "${id}"`);
  }
  return board;
}

function accessOf(boards: BoardService, action: 'board.read' | 'board.change', isDeletedMeant = false) {
  return {
    action,
    resources: async (request: FastifyRequest) => {
      const { id } = request.params as z.infer<typeof params>;
      return [boardResource(await found(boards, id, isDeletedMeant))];
    },
  };
}

/** Whoever does not share with roles may still save a board whose sharing she leaves as it is. */
function checkSharing(identity: Identity, before: readonly string[], after: readonly string[]): void {
  const isSame = before.length === after.length && after.every((role) => before.includes(role));
  if (!isSame && !authorise(identity, 'board.share')) {
    throw new CampusError('forbidden', 'sharing a board with roles');
  }
}

function listRoute(app: App, boards: BoardService): void {
  app.get('/boards', {
    config: { access: { action: 'board.read', isJudgedByItem: true } },
    schema: {
      summary: 'Boards of the person and those shared with the role, changed last first',
      description: '`deleted` lists those that the person may still bring back.',
      tags,
      querystring: z.object({ state: z.enum(['standing', 'deleted']).default('standing') }),
      response: { 200: z.array(boardSummarySchema), ...errorAnswers },
    },
    handler: async (request) => {
      const identity = signedIn(request);
      const { state } = request.query;
      const known = await boards.list({ state, limit: mostBoards });
      const action = state === 'deleted' ? 'board.change' : 'board.read';
      return readable(identity, action, known, boardResource).map((board) => summaryOf(board, identity));
    },
  });
}

function readRoute(app: App, boards: BoardService): void {
  app.get('/boards/:id', {
    config: { access: accessOf(boards, 'board.read') },
    schema: { summary: 'One board', tags, params, response: { 200: boardViewSchema, ...errorAnswers } },
    handler: async (request) => viewOf(await found(boards, request.params.id), signedIn(request)),
  });
}

function createRoute(app: App, boards: BoardService): void {
  app.post('/boards', {
    config: { access: { action: 'board.create' } },
    schema: {
      summary: 'Make a board',
      tags,
      body: boardContentSchema,
      response: { 201: boardViewSchema, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const identity = signedIn(request);
      checkSharing(identity, [], request.body.sharedWith);
      const board = await boards.create(identity, request.body);
      return reply.code(201).send(viewOf(board, identity));
    },
  });
}

function changeRoute(app: App, boards: BoardService): void {
  app.put('/boards/:id', {
    config: { access: accessOf(boards, 'board.change') },
    schema: {
      summary: 'Change a board',
      description:
        'With `version` it is refused where someone else has changed the board since (`board-changed`).',
      tags,
      params,
      body: boardChangeSchema,
      response: { 200: boardViewSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const identity = signedIn(request);
      const { version, ...content } = request.body;
      const before = await found(boards, request.params.id);
      checkSharing(identity, before.sharedWith, content.sharedWith);
      return viewOf(await boards.change(identity, before.id, content, version ?? null), identity);
    },
  });
}

function deleteRoute(app: App, boards: BoardService): void {
  app.delete('/boards/:id', {
    config: { access: accessOf(boards, 'board.change') },
    schema: {
      summary: 'Delete a board; it can be brought back for thirty days',
      tags,
      params,
      querystring: z.object({ version: z.coerce.number().int().min(1).optional() }),
      response: { 200: boardViewSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const identity = signedIn(request);
      const board = await found(boards, request.params.id);
      return viewOf(await boards.delete(identity, board, request.query.version ?? null), identity);
    },
  });
}

function restoreRoute(app: App, boards: BoardService): void {
  app.post('/boards/:id/restore', {
    config: { access: accessOf(boards, 'board.change', true) },
    schema: {
      summary: 'Bring back a deleted board',
      tags,
      params,
      response: { 200: boardViewSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const identity = signedIn(request);
      return viewOf(await boards.restore(identity, await found(boards, request.params.id, true)), identity);
    },
  });
}
