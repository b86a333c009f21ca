// Spoils an answer in the ways that bad lines and gateways do. What comes out is never a correct answer.
import type { Random } from '@campus/runtime';

type Spoiling = (frame: Buffer, random: Random) => Buffer;

const spoilings: readonly Spoiling[] = [
  // an answer to some other request
  (frame) => {
    frame.writeUInt16BE((frame.readUInt16BE(0) + 7) & 0xffff, 0);
    return frame;
  },
  // another function's answer
  (frame) => {
    frame.writeUInt8(frame.readUInt8(7) ^ 0x40, 7);
    return frame;
  },
  // the byte count says more than there is
  (frame) => {
    if (frame.length > 8) frame.writeUInt8((frame.readUInt8(8) + 2) & 0xff, 8);
    return frame;
  },
  // no Modbus at all
  (frame, random) =>
    Buffer.from(Array.from({ length: frame.length + 3 }, () => 128 + Math.floor(random() * 128))),
  // the end is missing
  (frame) => frame.subarray(0, frame.length - 1),
];

export function garble(frame: Buffer, random: Random): Buffer {
  return spoilings[Math.floor(random() * spoilings.length)]!(Buffer.from(frame), random);
}
