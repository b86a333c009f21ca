// HTTP API, live stream and sign-in: the only door between people and the campus.
export type { DemoAccount, WebServerOptions } from './services.ts';
export { type RunningWebServer, startWebServer } from './web-server.ts';
