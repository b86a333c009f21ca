// Drawings of floors: the one that stands, its former versions, saving, bringing back, and the form for the campus file.
import {
  drawingChangeSchema,
  drawingRestoreSchema,
  drawnVersionSchema,
  planDrawingViewSchema,
  planVersionSchema,
} from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { planFile } from '../drawing-file.ts';
import { signedIn } from '../gate.ts';
import { errorAnswers } from '../schemas.ts';
import type { OperationsService } from '../services.ts';

type PlanService = OperationsService['plans'];

const tags = ['plans'];
const config = { access: { action: 'plan.edit' } } as const;
const path = '/buildings/:building/floors/:floor/drawing';
const params = z.object({ building: z.string().max(64), floor: z.string().max(64) });
const versionParams = params.extend({ version: z.coerce.number().int().min(1).max(1e9) });

const yamlAnswer = {
  description: 'YAML in UTF-8',
  content: { 'application/yaml': { schema: z.string() } },
};

const placeOf = ({ building, floor }: z.infer<typeof params>) => ({ buildingId: building, floorId: floor });

export function drawingRoutes(app: App, { operations: { plans } }: RouteContext): void {
  readRoute(app, plans);
  saveRoute(app, plans);
  versionRoutes(app, plans);
  restoreRoute(app, plans);
  fileRoute(app, plans);
}

function readRoute(app: App, plans: PlanService): void {
  app.get(path, {
    config,
    schema: {
      summary: 'The drawing of a floor, and the description that it is laid over',
      tags,
      params,
      response: { 200: planDrawingViewSchema, ...errorAnswers },
    },
    handler: async (request) => plans.view(placeOf(request.params)),
  });
}

function saveRoute(app: App, plans: PlanService): void {
  app.put(path, {
    config,
    schema: {
      summary: 'Draw a floor',
      description:
        'Refused where someone else has drawn the floor since `version` (`plan-changed`), and where a device stands outside its own space. All pages show the drawing at once.',
      tags,
      params,
      body: drawingChangeSchema,
      response: { 200: planDrawingViewSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const { version, drawing } = request.body;
      return plans.save(signedIn(request), placeOf(request.params), version, drawing);
    },
  });
}

function versionRoutes(app: App, plans: PlanService): void {
  app.get(`${path}/versions`, {
    config,
    schema: {
      summary: 'Who changed the drawing of a floor, when and what, newest first',
      tags,
      params,
      response: { 200: z.array(planVersionSchema), ...errorAnswers },
    },
    handler: async (request) => plans.versions(placeOf(request.params)),
  });
  app.get(`${path}/versions/:version`, {
    config,
    schema: {
      summary: 'A former version of a drawing',
      tags,
      params: versionParams,
      response: { 200: drawnVersionSchema, ...errorAnswers },
    },
    handler: async (request) => plans.version(placeOf(request.params), request.params.version),
  });
}

function restoreRoute(app: App, plans: PlanService): void {
  app.post(`${path}/versions/:version/restore`, {
    config,
    schema: {
      summary: 'Bring back a former version as a new one',
      tags,
      params: versionParams,
      body: drawingRestoreSchema,
      response: { 200: planDrawingViewSchema, ...errorAnswers },
    },
    handler: async (request) => {
      const { params, body } = request;
      return plans.restore(signedIn(request), placeOf(params), body.version, params.version);
    },
  });
}

function fileRoute(app: App, plans: PlanService): void {
  app.get(`${path}.yaml`, {
    config,
    schema: {
      summary: 'The drawing as the key `plan` of its floor in the campus file',
      tags,
      params,
      response: { 200: yamlAnswer, ...errorAnswers },
    },
    handler: async (request, reply) => {
      const view = plans.view(placeOf(request.params));
      void reply.header('content-disposition', `attachment; filename="${view.floorId}-plan.yaml"`);
      return reply.type('application/yaml; charset=utf-8').send(planFile(view));
    },
  });
}
