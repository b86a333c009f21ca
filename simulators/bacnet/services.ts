// What a BACnet device answers to requests (ASHRAE 135, 13, 15 and 16): ReadProperty, ReadPropertyMultiple, WriteProperty,
// SubscribeCOV, Who-Is. It takes and sends no segments.
import type { BacnetDevice, Fail } from './device.ts';
import { types } from './object-maps.ts';
import {
  between,
  context,
  encodeObject,
  encodeValue,
  encodeWhole,
  objectOf,
  TagReader,
  type Value,
  wholeOf,
} from './tags.ts';

const confirmed = { subscribeCov: 5, readProperty: 12, readPropertyMultiple: 14, writeProperty: 15 } as const;
const unconfirmed = { iAm: 0, covNotice: 2, whoIs: 8 } as const;
const pdu = {
  confirmed: 0x00,
  unconfirmed: 0x10,
  simple: 0x20,
  complex: 0x30,
  error: 0x50,
  reject: 0x60,
  abort: 0x71,
};
const rejections = { invalidTag: 4, unrecognisedService: 9 } as const;
const segmentationNotSupported = 4;
const anyProperty = 8;
const presentValue = 85;
const statusFlags = 111;
const noSegments = 3;

export interface Subscription {
  readonly processId: number;
  readonly type: number;
  readonly instance: number;
  /** Null ends it. */
  readonly lifetimeS: number | null;
}

export interface Answer {
  readonly apdu: Buffer | null;
  readonly isWritten?: boolean;
  readonly subscription?: Subscription;
}

const nothing: Answer = { apdu: null };

/** What the device answers; nothing to what is not for it. */
export function answer(device: BacnetDevice, apdu: Buffer): Answer {
  const type = (apdu[0] ?? 0xff) & 0xf0;
  if (type === pdu.unconfirmed && apdu[1] === unconfirmed.whoIs) return whoIs(device, apdu.subarray(2));
  if (type !== pdu.confirmed || apdu.length < 4) return nothing;
  const [invokeId, service] = [apdu[2]!, apdu[3]!];
  try {
    const got = serve(device, service, new TagReader(apdu.subarray(4)), invokeId);
    const isTooLong = got.apdu !== null && got.apdu.length > device.map.maxApdu;
    return isTooLong ? { apdu: Buffer.from([pdu.abort, invokeId, segmentationNotSupported]) } : got;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { apdu: Buffer.from([pdu.reject, invokeId, rejections.invalidTag]) };
  }
}

function serve(device: BacnetDevice, service: number, request: TagReader, invokeId: number): Answer {
  switch (service) {
    case confirmed.readProperty:
      return readProperty(device, request, invokeId);
    case confirmed.readPropertyMultiple:
      return readPropertyMultiple(device, request, invokeId);
    case confirmed.writeProperty:
      return writeProperty(device, request, invokeId);
    case confirmed.subscribeCov:
      return subscribeCov(device, request, invokeId);
    default:
      return { apdu: Buffer.from([pdu.reject, invokeId, rejections.unrecognisedService]) };
  }
}

function errorOf(invokeId: number, service: number, { errorClass, errorCode }: Fail): Answer {
  return {
    apdu: Buffer.concat([Buffer.from([pdu.error, invokeId, service]), encodeFail({ errorClass, errorCode })]),
  };
}

function encodeFail({ errorClass, errorCode }: Fail): Buffer {
  return Buffer.concat([errorClass, errorCode].map((number) => encodeValue({ kind: 'enumerated', number })));
}

function complexAck(invokeId: number, service: number, ...content: readonly Buffer[]): Answer {
  return { apdu: Buffer.concat([Buffer.from([pdu.complex, invokeId, service]), ...content]) };
}

function isFail(got: readonly Value[] | Fail): got is Fail {
  return 'errorCode' in got;
}

function readProperty(device: BacnetDevice, request: TagReader, invokeId: number): Answer {
  const object = request.context(0);
  const property = request.context(1);
  const { type, instance } = objectOf(object);
  const got = device.read(type, instance, wholeOf(property));
  if (isFail(got)) return errorOf(invokeId, confirmed.readProperty, got);
  const values = between(3, ...got.map(encodeValue));
  return complexAck(invokeId, confirmed.readProperty, context(0, object), context(1, property), values);
}

function readPropertyMultiple(device: BacnetDevice, request: TagReader, invokeId: number): Answer {
  const results: Buffer[] = [];
  while (!request.isAtEnd) {
    const object = request.context(0);
    const { type, instance } = objectOf(object);
    const list: Buffer[] = [];
    request.open(1);
    while (!request.isClosing(1)) {
      const property = request.context(0);
      if (request.isContext(1)) request.context(1);
      const id = wholeOf(property);
      const got = id === anyProperty ? { errorClass: 2, errorCode: 32 } : device.read(type, instance, id);
      const body = isFail(got) ? between(5, encodeFail(got)) : between(4, ...got.map(encodeValue));
      list.push(context(2, property), body);
    }
    request.close(1);
    results.push(context(0, object), between(1, ...list));
  }
  return complexAck(invokeId, confirmed.readPropertyMultiple, ...results);
}

function writeProperty(device: BacnetDevice, request: TagReader, invokeId: number): Answer {
  const { type, instance } = objectOf(request.context(0));
  const property = wholeOf(request.context(1));
  if (request.isContext(2)) request.context(2);
  request.open(3);
  const value = request.value();
  request.close(3);
  const priority = request.isContext(4) ? wholeOf(request.context(4)) : 0;
  const fail = device.write(type, instance, property, value, priority);
  if (fail) return errorOf(invokeId, confirmed.writeProperty, fail);
  return { apdu: Buffer.from([pdu.simple, invokeId, confirmed.writeProperty]), isWritten: true };
}

function subscribeCov(device: BacnetDevice, request: TagReader, invokeId: number): Answer {
  const processId = wholeOf(request.context(0));
  const { type, instance } = objectOf(request.context(1));
  const isSubscribed = request.isContext(2) && wholeOf(request.context(2)) === 0;
  const lifetimeS = request.isContext(3) ? wholeOf(request.context(3)) : 0;
  if (!device.entryOf(type, instance)) {
    return errorOf(invokeId, confirmed.subscribeCov, { errorClass: 1, errorCode: 31 });
  }
  const subscription = { processId, type, instance, lifetimeS: isSubscribed ? lifetimeS : null };
  return { apdu: Buffer.from([pdu.simple, invokeId, confirmed.subscribeCov]), subscription };
}

/** UnconfirmedCOVNotification of an object. */
export function covNotice(
  device: BacnetDevice,
  { processId, type, instance }: Subscription,
  remainingS: number,
): Buffer {
  const entry = device.entryOf(type, instance)!;
  const value = (property: number, got: Value): Buffer =>
    Buffer.concat([context(0, encodeWhole(property)), between(2, encodeValue(got))]);
  return Buffer.concat([
    Buffer.from([pdu.unconfirmed, unconfirmed.covNotice]),
    context(0, encodeWhole(processId)),
    context(1, encodeObject(types.device, device.instance)),
    context(2, encodeObject(type, instance)),
    context(3, encodeWhole(remainingS)),
    between(4, value(presentValue, device.present(entry)), value(statusFlags, device.flags(entry))),
  ]);
}

function whoIs(device: BacnetDevice, limits: Buffer): Answer {
  try {
    const request = new TagReader(limits);
    const lowest = request.isAtEnd ? 0 : wholeOf(request.context(0));
    const highest = request.isAtEnd ? Number.POSITIVE_INFINITY : wholeOf(request.context(1));
    if (device.instance < lowest || device.instance > highest) return nothing;
  } catch {
    return nothing;
  }
  const { maxApdu, vendorId } = device.map;
  const values: readonly Value[] = [
    { kind: 'object', type: types.device, instance: device.instance },
    { kind: 'unsigned', number: maxApdu },
    { kind: 'enumerated', number: noSegments },
    { kind: 'unsigned', number: vendorId },
  ];
  return {
    apdu: Buffer.concat([Buffer.from([pdu.unconfirmed, unconfirmed.iAm]), ...values.map(encodeValue)]),
  };
}
