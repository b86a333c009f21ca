// Addresses of points in short words: `holding(3, 'int16', 0.1)`. What each protocol's driver makes of them is
// judged by its own point address schema (modbus/settings.ts, opcua/settings.ts, mqtt/settings.ts).
import type { ModbusPointAddress, RegisterType } from '../modbus/settings.ts';
import type { MqttCommand, MqttPointAddress } from '../mqtt/settings.ts';
import type { OpcuaPointAddress } from '../opcua/settings.ts';

export function coil(address: number): ModbusPointAddress {
  return { table: 'coil', address };
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
