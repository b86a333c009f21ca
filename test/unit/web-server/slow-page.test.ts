// A page that stops reading: what it is told is gathered, not heaped up, and in the end it is let go.
import net from 'node:net';
import { ManualClock } from '@campus/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { startWebServer } from '../../../web/server/index.ts';
import { LiveClient } from './live-client.ts';
import { smallServer } from './small-server.ts';

const textPoint = 't1-101-vr/app';
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A text frame as a client must send it: masked (RFC 6455, 5.3), here with a mask of zeros. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

/** Speaks WebSocket by hand, for it must be able to stop reading. */
async function stoppedPage(port: number, token: string): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  open.push({ close: () => socket.destroy() });
  socket.on('error', () => {});
  socket.write(
    [
      'GET /live/?EIO=4&transport=websocket HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Cookie: campus_session=${token}`,
      '\r\n',
    ].join('\r\n'),
  );
  let heard = '';
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
  });
  await vi.waitFor(() => expect(heard).toContain('"sid"'), 5000);
  socket.write(frame('40'));
  await vi.waitFor(() => expect(heard).toContain('40{"sid"'), 5000);
  socket.write(frame(`42["watch",{"generation":1,"pointIds":["${textPoint}"]}]`));
  await vi.waitFor(() => expect(heard).toContain('451-'), 5000);
  socket.pause();
  return socket;
}

test('a page that stops reading is let go, the others are told on time', async () => {
  const clock = new ManualClock();
  const server = await smallServer({}, clock);
  open.push(server);
  const { options, latest, tokens } = server;
  const running = await startWebServer(options);
  open.push(running);
  const slow = await stoppedPage(running.port, tokens.teacher);
  const quick = new LiveClient(running.port, { cookie: `campus_session=${tokens.security}` });
  open.push(quick);
  await vi.waitFor(() => expect(quick.isConnected).toBe(true), 5000);
  quick.watch(1, [textPoint]);
  for (let tick = 1; tick <= 150; tick++) {
    const told = quick.values.length;
    latest.set(textPoint, Number.NaN, { text: `${tick}`.padEnd(500_000, '界') });
    clock.advance(200);
    await vi.waitFor(() => expect(quick.values.length).toBeGreaterThan(told), { timeout: 5000, interval: 1 });
  }
  let caughtUp = 0;
  slow.on('data', (bytes) => {
    caughtUp += bytes.length;
  });
  slow.resume();
  await vi.waitFor(() => expect(slow.closed || slow.readableEnded).toBe(true), 5000);
  // 225 MB were meant for it; no more than the sockets' own buffers and one message was heaped up.
  expect(caughtUp).toBeLessThan(30_000_000);
  expect(quick.isConnected).toBe(true);
}, 30_000);
