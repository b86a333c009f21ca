// Addresses of points in short words: `holding(3, 'int16', 0.1)`. What each protocol's driver makes of them is
// judged by its own point address schema (modbus/settings.ts, opcua/settings.ts, mqtt/settings.ts).
import type { BacnetPointAddress, ObjectType } from '../bacnet/settings.ts';
import type { Cjt188PointAddress } from '../cjt188/settings.ts';
import type { Dlt645PointAddress } from '../dlt645/settings.ts';
import type { ModbusPointAddress, RegisterType } from '../modbus/settings.ts';
import type { MqttCommand, MqttPointAddress } from '../mqtt/settings.ts';
import type { OpcuaPointAddress } from '../opcua/settings.ts';
import type { PjlinkItem, PjlinkPointAddress } from '../pjlink/settings.ts';
import type { SnmpPoint } from '../snmp/settings.ts';

export function coil(address: number): ModbusPointAddress {
  return { table: 'coil', address };
}

/** A discrete input (FC02). */
export function discrete(address: number): ModbusPointAddress {
  return { table: 'discrete', address };
}

/** A holding register (FC03, FC06, FC16); the value is the register times `scale`. */
export function holding(address: number, type: RegisterType = 'uint16', scale = 1): ModbusPointAddress {
  return { table: 'holding', address, type, scale };
}

/** An input register (FC04); the value is the register times `scale`. */
export function input(address: number, type: RegisterType = 'uint16', scale = 1): ModbusPointAddress {
  return { table: 'input', address, type, scale };
}

/** One bit (0 = lowest) of an input register. */
export function inputBit(address: number, bit: number): ModbusPointAddress {
  return { table: 'input', address, type: 'uint16', bit };
}

/** A variable below the device's root node. */
export function node(name: string): OpcuaPointAddress {
  return { node: name };
}

/** A member of a JSON message on the device's topic plus `suffix`; `map` codes its words. */
export function json(path: string, suffix = '', map?: Readonly<Record<string, number>>): MqttPointAddress {
  return { topic: suffix, format: 'json', path, ...(map ? { map } : {}) };
}

/** A whole message that is one word. */
export function word(suffix: string, map: Readonly<Record<string, number>>): MqttPointAddress {
  return { topic: suffix, format: 'text', map };
}

/** A data item of an ONVIF event over MQTT (ONVIF Core, event broker annex), in its short or its long form. */
export function onvifItem(suffix: string, item: string): MqttPointAddress {
  return { topic: suffix, format: 'onvif', path: item };
}

/** The same state with the way to command it. */
export function commanded(state: MqttPointAddress, command: MqttCommand): MqttPointAddress {
  return { ...state, command };
}

/** An item of a DL/T 645 meter: so many bytes of decimal digits, lowest first; the value is the digits times `scale`. */
export function meterItem(id: string, bytes: number, scale: number, signed = false): Dlt645PointAddress {
  return { format: 'number', id, bytes, scale, signed };
}

/** Four digit bytes and a unit code in a CJ/T 188 meter's answer, from byte `at` behind the sequence number. */
export function meterQuantity(
  at: number,
  kind: Extract<Cjt188PointAddress, { format: 'quantity' }>['kind'],
  decimals: number,
): Cjt188PointAddress {
  return { format: 'quantity', id: '901F', at, kind, decimals };
}

/** Digit bytes without a unit code in a CJ/T 188 meter's answer. */
export function meterDigits(at: number, bytes: number, scale: number): Cjt188PointAddress {
  return { format: 'number', id: '901F', at, bytes, scale };
}

/** Some bits of a CJ/T 188 meter's answer, coded by `map`. */
export function meterBits(
  at: number,
  bit: number,
  bits: number,
  map: Readonly<Record<string, number>>,
): Cjt188PointAddress {
  return { format: 'bits', id: '901F', at, bit, bits, map };
}

/** What a projector tells of itself; `lamp` where it has several. */
export function pjlink(item: PjlinkItem, lamp?: number): PjlinkPointAddress {
  return lamp === undefined ? { item } : { item, lamp };
}

/** An SNMP object: a scalar with its `.0`, or a column and its row. */
export function snmp(oid: string, more: Omit<SnmpPoint, 'oid'> = {}): SnmpPoint {
  return { oid, ...more };
}

/** The present value of a BACnet object. */
export function bacnetObject(object: ObjectType, instance: number): BacnetPointAddress {
  return { object, instance };
}
