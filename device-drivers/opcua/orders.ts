// Carries out commands: writes to a variable, or calls of a method. Whether they took effect is the readback's to say.
import { DataType, type Variant } from 'node-opcua';
import type { WriteResult } from '../driver.ts';
import { encode } from './codec.ts';
import type { Item, NamedMethod } from './item.ts';
import { failureWords, type OpcuaLink } from './link.ts';

/** Never rejects. */
export async function carryOut(link: OpcuaLink, item: Item, value: number): Promise<WriteResult> {
  // Until the order itself goes out nothing can have been done.
  const sent = { isOut: false };
  try {
    return item.method
      ? await call(link, item.method, value, item.scale, sent)
      : await write(link, item, value, sent);
  } catch (error) {
    const detail = failureWords(error);
    return { ok: false, reason: 'device-silent', detail, ...(sent.isOut ? { mayHaveActed: true } : {}) };
  }
}

interface Sent {
  isOut: boolean;
}

async function write(link: OpcuaLink, item: Item, value: number, sent: Sent): Promise<WriteResult> {
  const node = item.node ?? '';
  const variant = encode(value, item.scale, await link.typeOf(node));
  if (!variant) return cannotHold(node, value);
  sent.isOut = true;
  const code = await link.write(node, variant);
  return code.isGoodish() ? { ok: true } : refused(code.toString());
}

async function call(
  link: OpcuaLink,
  { object, of, argument }: NamedMethod,
  value: number,
  scale: number,
  sent: Sent,
): Promise<WriteResult> {
  const method = of(value);
  if (method === null) return cannotHold(object, value);
  const inputs: Variant[] = [];
  if (argument !== undefined) {
    const variant = encode(value, scale, DataType[argument]);
    if (!variant) return cannotHold(method, value);
    inputs.push(variant);
  }
  sent.isOut = true;
  const { statusCode, inputArgumentResults } = await link.call(object, method, inputs);
  if (statusCode.isGoodish()) return { ok: true };
  const wrong = (inputArgumentResults ?? []).find((it) => it.isBad());
  return refused(`${method}: ${statusCode.toString()}${wrong ? `, argument: ${wrong.name}` : ''}`);
}

function cannotHold(node: string, value: number): WriteResult {
  return { ok: false, reason: 'value-out-of-range', detail: `${node} cannot take ${value}` };
}

function refused(detail: string): WriteResult {
  return { ok: false, reason: 'command-refused-by-device', detail };
}
