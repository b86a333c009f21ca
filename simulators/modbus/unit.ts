// One unit on a bus: the devices that share a unit id, laid out in one set of tables, and its answers to requests.
import { pointId } from '@campus/campus-model';
import type { SimulatedDevice } from '../devices/simulated-device.ts';
import { type Cell, type DeviceMap, decodedValue, registersOf, widthOf } from './device-map.ts';
import {
  encodeException,
  encodeReadResponse,
  encodeWriteResponse,
  exceptionCodes,
  mostRegisters,
  parseRequest,
  type ReadRequest,
  type Table,
  type WriteRequest,
} from './pdu.ts';
import type { ToldValues } from './told-values.ts';

interface PlacedCell {
  readonly device: SimulatedDevice;
  readonly cell: Cell;
  /** Which of the value's registers stands here. */
  readonly word: number;
}

/** Registers of one table that are bits of several points, or one word of one point. */
type Place = readonly PlacedCell[];

export class ModbusUnit {
  readonly devices: readonly SimulatedDevice[];
  readonly #functions = new Set<number>();
  readonly #places = new Map<string, Place>();
  /** Addresses without a point: they keep what is written (a relay without a lamp). */
  readonly #spare = new Map<string, number>();
  readonly #mostRegisters: number;
  readonly #evenCountsOnly: boolean;
  readonly #told: ToldValues | undefined;
  #request = 0;

  constructor(
    members: readonly { device: SimulatedDevice; map: DeviceMap; offset: number }[],
    told?: ToldValues,
  ) {
    this.devices = members.map(({ device }) => device);
    this.#told = told;
    this.#mostRegisters = Math.min(...members.map(({ map }) => map.mostRegisters ?? mostRegisters));
    this.#evenCountsOnly = members.some(({ map }) => map.evenCountsOnly);
    for (const { device, map, offset } of members) {
      for (const code of map.functions) this.#functions.add(code);
      for (const { table, from, until } of map.spans) {
        for (let address = from; address < until; address++) this.#spare.set(key(table, address), 0);
      }
      for (const cell of map.cells) this.#place(device, cell, offset);
    }
  }

  /** The answer to a request PDU: data or an exception, never silence. `reader` names who asks. */
  answer(pdu: Buffer, reader = ''): Buffer {
    const parsed = parseRequest(pdu);
    if (!parsed.ok) return encodeException(parsed.functionCode, parsed.exception);
    const { request } = parsed;
    if (!this.#functions.has(request.functionCode)) {
      return encodeException(request.functionCode, exceptionCodes.illegalFunction);
    }
    this.#request++;
    if (request.kind === 'write') return this.#write(request);
    const answer = this.#read(request);
    this.#told?.answered(reader, answer[0] === request.functionCode);
    return answer;
  }

  /** Every register and coil that carries a point, by table and address. */
  memory(): Record<Table, Record<string, number>> {
    const tables = { coil: {}, discrete: {}, holding: {}, input: {} } as Record<
      Table,
      Record<string, number>
    >;
    for (const [place, cells] of this.#places) {
      const [table, address] = place.split(':') as [Table, string];
      tables[table][address] = this.#word(cells);
    }
    return tables;
  }

  #place(device: SimulatedDevice, cell: Cell, offset: number): void {
    for (let word = 0; word < widthOf(cell.format); word++) {
      const at = key(cell.table, cell.address + offset + word);
      this.#places.set(at, [...(this.#places.get(at) ?? []), { device, cell, word }]);
    }
  }

  #read(request: ReadRequest): Buffer {
    const { table, address, quantity, functionCode } = request;
    const isRegisters = table === 'holding' || table === 'input';
    const isTooMany = isRegisters && quantity > this.#mostRegisters;
    if (isTooMany || (isRegisters && this.#evenCountsOnly && quantity % 2 === 1)) {
      return encodeException(functionCode, exceptionCodes.illegalValue);
    }
    const values: number[] = [];
    for (let i = 0; i < quantity; i++) {
      const at = key(table, address + i);
      const cells = this.#places.get(at);
      const value = cells ? this.#word(cells) : this.#spare.get(at);
      if (value === undefined) return encodeException(functionCode, exceptionCodes.illegalAddress);
      values.push(value);
    }
    return encodeReadResponse(request, values);
  }

  /** All or nothing: one wrong value and nothing is switched. */
  #write(request: WriteRequest): Buffer {
    const { table, address, values, functionCode } = request;
    const orders: (() => boolean)[] = [];
    for (const [i, value] of values.entries()) {
      const at = key(table, address + i);
      const cell = this.#places.get(at)?.[0];
      if (!cell) {
        if (!this.#spare.has(at)) return encodeException(functionCode, exceptionCodes.illegalAddress);
        orders.push(() => this.#spare.set(at, value) !== undefined);
        continue;
      }
      const point = cell.device.points.get(cell.cell.point);
      if (!point?.operate) return encodeException(functionCode, exceptionCodes.illegalAddress);
      const engineering = decodedValue([value], cell.cell);
      if (!cell.device.takes(cell.cell.point, engineering)) {
        return encodeException(functionCode, exceptionCodes.illegalValue);
      }
      orders.push(() => cell.device.operate(cell.cell.point, engineering));
    }
    for (const order of orders) order();
    return encodeWriteResponse(request);
  }

  #word(cells: Place): number {
    let word = 0;
    for (const { device, cell, word: at } of cells) {
      const measured = device.number(cell.point);
      const value = this.#told?.told(pointId(device.id, cell.point), this.#request, measured) ?? measured;
      word |= cell.bit === undefined ? registersOf(value, cell)[at]! : Number(value !== 0) << cell.bit;
    }
    return word;
  }
}

function key(table: Table, address: number): string {
  return `${table}:${address}`;
}
