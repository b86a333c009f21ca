// What floor plans draw beside their rooms.
import { CampusError, planEquipmentSchema } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { planEquipment } from '../plan-equipment.ts';
import { errorAnswers } from '../schemas.ts';

export function planRoutes(app: App, { campus, index }: RouteContext): void {
  app.get('/buildings/:building/floors/:floor/equipment', {
    config: { access: { action: 'campus.read' } },
    schema: {
      summary: 'The equipment of a floor, where it stands, and which points tell its state',
      tags: ['campus'],
      params: z.object({ building: z.string().max(64), floor: z.string().max(64) }),
      response: { 200: z.array(planEquipmentSchema), ...errorAnswers },
    },
    handler: async ({ params }) => {
      const building = campus.buildings.find(({ id }) => id === params.building);
      const floor = building?.floors.find(({ id }) => id === params.floor);
      if (!floor)
        throw new CampusError('not-found', `floor "${params.floor}" of building "${params.building}"`);
      return planEquipment(index, floor);
    },
  });
}
