// The cameras, and a camera's picture, passed on from the campus network.
import { type CameraView, CampusError, cameraViewSchema, type Device } from '@campus/campus-model';
import { z } from 'zod';
import type { App, RouteContext } from '../app.ts';
import { CameraPictures } from '../camera-picture.ts';
import { readable, signedIn } from '../gate.ts';
import { errorAnswers } from '../schemas.ts';

/** A drawn picture (SVG) may carry a script; opened by itself it must stay a picture. */
const pictureSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** More than a page can offer to choose from. */
const mostCameras = 500;

export function cameraRoute(app: App, { campus }: RouteContext): void {
  const views = (): CameraView[] =>
    [...campus.devices.values()]
      .filter(({ kind }) => kind === 'camera')
      .map(({ id, spaceId, name }) => ({ deviceId: id, spaceId, name }));
  app.get('/cameras', {
    config: { access: { action: 'picture.read', isJudgedByItem: true } },
    schema: {
      summary: 'Cameras whose picture the person may see',
      tags: ['campus'],
      response: { 200: z.array(cameraViewSchema), ...errorAnswers },
    },
    handler: async (request) =>
      readable(signedIn(request), 'picture.read', views(), ({ spaceId }) => ({
        system: 'security',
        spaceId,
      })).slice(0, mostCameras),
  });
}

export function pictureRoute(app: App, { campus }: RouteContext): void {
  const params = z.object({ id: z.string().max(64) });
  const pictures = new CameraPictures();
  const find = ({ id }: z.infer<typeof params>): Device => {
    const device = campus.devices.get(id);
    if (device?.kind !== 'camera') throw new CampusError('not-found', `camera "${id}"`);
    return device;
  };
  app.get('/devices/:id/picture', {
    config: {
      access: {
        action: 'picture.read',
        resources: (request) => [find(request.params as z.infer<typeof params>)],
      },
    },
    schema: {
      summary: "A camera's picture of this moment",
      tags: ['campus'],
      params,
      response: {
        200: {
          description: 'The picture, as the camera made it',
          content: { 'image/*': { schema: z.any() } },
        },
        ...errorAnswers,
      },
    },
    handler: async (request, reply) => {
      const { type, bytes } = await pictures.fetch(pictureAddress(find(request.params)));
      return reply
        .header('cache-control', 'no-store')
        .header('content-security-policy', pictureSecurityPolicy)
        .type(type)
        .send(bytes);
    },
  });
}

function pictureAddress({ id, address }: Device): URL {
  const { picture } = address;
  const url = typeof picture === 'string' ? URL.parse(picture) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CampusError('not-found', `camera "${id}" has no picture address`);
  }
  return url;
}
