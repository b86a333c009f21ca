// Field tags (number << 3 | wire type) of the Tahu schema, sparkplug_b.proto: what encoder and decoder agree on.

const varint = 0;
const bit64 = 1;
const bytes = 2;
const bit32 = 5;

export const payloadTag = {
  timestamp: (1 << 3) | varint,
  metric: (2 << 3) | bytes,
  seq: (3 << 3) | varint,
  uuid: (4 << 3) | bytes,
  body: (5 << 3) | bytes,
} as const;

export const metricTag = {
  name: (1 << 3) | bytes,
  alias: (2 << 3) | varint,
  timestamp: (3 << 3) | varint,
  dataType: (4 << 3) | varint,
  isHistorical: (5 << 3) | varint,
  isTransient: (6 << 3) | varint,
  isNull: (7 << 3) | varint,
  properties: (9 << 3) | bytes,
  int: (10 << 3) | varint,
  long: (11 << 3) | varint,
  float: (12 << 3) | bit32,
  double: (13 << 3) | bit64,
  boolean: (14 << 3) | varint,
  string: (15 << 3) | bytes,
  bytes: (16 << 3) | bytes,
} as const;

export const propertySetTag = { key: (1 << 3) | bytes, value: (2 << 3) | bytes } as const;

export const propertyTag = {
  type: (1 << 3) | varint,
  isNull: (2 << 3) | varint,
  int: (3 << 3) | varint,
  long: (4 << 3) | varint,
  float: (5 << 3) | bit32,
  double: (6 << 3) | bit64,
  boolean: (7 << 3) | varint,
  string: (8 << 3) | bytes,
} as const;
