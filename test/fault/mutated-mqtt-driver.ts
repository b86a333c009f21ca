// A process with the MQTT driver's sessions, each with a broker of its own that means ill.
import { loadDriver } from '@campus/device-drivers';
import { createLog, seededRandom } from '@campus/runtime';
import { HastyClock } from '../unit/device-drivers/opcua/sessions.ts';
import { planOf } from '../unit/device-drivers/support.ts';
import { MutatedMqttBroker } from './mutated-mqtt-broker.ts';
import { devices, variables } from './mutated-mqtt-devices.ts';
import { orderOf, type Proving, ProvingSink, proveSessions, Tally } from './mutated-process.ts';
import { countOf } from './mutated-values.ts';

/** Waits of the driver are so many times shorter: it is to meet many replies, not to be patient. */
const haste = 20;

const order = orderOf();
const clock = new HastyClock(haste);
const tally = new Tally();

async function begin(at: number): Promise<Proving> {
  const random = seededRandom(order.seed + at);
  const peer = new MutatedMqttBroker(random, () => void tally.mutated++);
  const plan = planOf('mqtt', { host: '127.0.0.1', port: await peer.listen() }, devices);
  const sink = new ProvingSink(tally, (variable, value) => countOf(value) <= peer.latest[variable]!);
  const driver = await loadDriver('mqtt');
  const session = driver.open(plan, sink, { clock, log: createLog('driver', () => {}), random });
  session.start();
  return { session, sink, peer };
}

const all = await Promise.all(Array.from({ length: order.sessions }, (_, at) => begin(at)));
await proveSessions(order, tally, all, variables);
