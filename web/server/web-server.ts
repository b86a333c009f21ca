// Starts and ends the web server: HTTP and the live stream on one port.

import { indexCampus } from './campus-view.ts';
import { LiveStream } from './live/live-stream.ts';
import type { WebServerOptions } from './services.ts';
import { acceptedToken, sessionCookieName } from './session-cookie.ts';
import { createWebApp } from './web-app.ts';

export interface RunningWebServer {
  readonly port: number;
  /** Campus or rules have changed in their places: pages are told, and ask anew. */
  campusChanged(): void;
  close(): Promise<void>;
}

/** Listens, or rejects with the error of `listen` (EADDRINUSE kept). */
export async function startWebServer(options: WebServerOptions): Promise<RunningWebServer> {
  const context = { ...options, index: indexCampus(options.campus, options.models) };
  let live: LiveStream | undefined;
  const { app, campusChanged } = await createWebApp(context, () => live?.clients ?? 0);
  const tokenOf = (cookies: string | undefined) =>
    acceptedToken(app.parseCookie(cookies ?? '')[sessionCookieName]);
  const stream = new LiveStream(app.server, { ...options, tokenOf });
  live = stream;
  const close = async () => {
    stream.close();
    await app.close();
  };
  try {
    await app.listen({ host: addressOf(options.host), port: options.port });
  } catch (error) {
    await close();
    throw error;
  }
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    campusChanged() {
      campusChanged();
      stream.campusChanged();
    },
    close,
  };
}

/** By the name, Fastify would open a second server for ::1, to which the live stream is not attached. */
function addressOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}
