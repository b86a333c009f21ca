// MQTT packets by hand.

function field(value: string): Buffer {
  return Buffer.from([0, value.length, ...Buffer.from(value)]);
}

/** A PUBLISH of QoS 0, by hand. */
export function publication(topic: string, payload: string): Buffer {
  const body = Buffer.concat([field(topic), Buffer.from(payload)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** A CONNECT of MQTT 3.1.1 with name and password, by hand. */
export function connectPacket(username: string, password: string): Buffer {
  const rest = Buffer.concat([
    field('MQTT'),
    Buffer.from([4, 0b1100_0010, 0, 60]),
    field('raw'),
    field(username),
    field(password),
  ]);
  return Buffer.concat([Buffer.from([0x10, rest.length]), rest]);
}
