// Columns between typed arrays and DuckDB, chunk by chunk. The library offers a checked call a value, several times slower.
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBStructVector,
  type DuckDBType,
  INTEGER,
  UINTEGER,
  USMALLINT,
  UTINYINT,
} from '@duckdb/node-api';

/** DuckDB's own vector length. */
export const chunkRows = 2048;
const two32 = 4_294_967_296;

export const columnTypes = {
  integer: INTEGER,
  bigint: BIGINT,
  double: DOUBLE,
  uinteger: UINTEGER,
  usmallint: USMALLINT,
  utinyint: UTINYINT,
  boolean: BOOLEAN,
} as const satisfies Record<string, DuckDBType>;
export type ColumnType = keyof typeof columnTypes;

/** The memory of a column of a chunk; the library keeps it to itself. */
export function itemsOf<A>(
  chunk: DuckDBDataChunk,
  column: number,
  kind: abstract new (...args: never[]) => A,
): A {
  return memoryOf(chunk.getColumnVector(column), `column ${column}`, kind);
}

/** The memory of an entry of a chunk's only column, a struct. */
export function entriesOf<A>(
  chunk: DuckDBDataChunk,
  entry: number,
  kind: abstract new (...args: never[]) => A,
): A {
  const struct = chunk.getColumnVector(0) as DuckDBStructVector;
  return memoryOf(struct.entryVectorAt(entry), `entry ${entry}`, kind);
}

function memoryOf<A>(vector: object, what: string, kind: abstract new (...args: never[]) => A): A {
  const items: unknown = Reflect.get(vector, 'items');
  if (!(items instanceof kind)) throw new TypeError(`${what} of DuckDB is no ${kind.name}`);
  return items;
}

/** Doubles into 64-bit integers by their two halves: a BigInt a value would cost more than all else. */
export class WholeNumbers {
  readonly #halves: Uint32Array;

  constructor(target: BigInt64Array) {
    this.#halves = new Uint32Array(target.buffer, target.byteOffset, target.length * 2);
  }

  set(place: number, number: number): void {
    const high = Math.floor(number / two32);
    this.#halves[2 * place] = number - high * two32;
    this.#halves[2 * place + 1] = high;
  }
}

/** Rows by column that grow until they are appended to a table. NaN is written as NULL. */
export class TableRows {
  readonly #types: readonly ColumnType[];
  #columns: Float64Array[];
  #length = 0;

  constructor(types: readonly ColumnType[], capacity = chunkRows) {
    this.#types = types;
    this.#columns = types.map(() => new Float64Array(capacity));
  }

  get length(): number {
    return this.#length;
  }

  add(...values: number[]): void {
    if (this.#length === this.#columns[0]!.length) this.#grow();
    for (let i = 0; i < values.length; i++) this.#columns[i]![this.#length] = values[i]!;
    this.#length++;
  }

  /** Appends all rows and starts anew. */
  async appendTo(connection: DuckDBConnection, table: string, catalog: string | null = null): Promise<void> {
    if (this.#length === 0) return;
    const appender = await connection.createAppender(table, null, catalog);
    for (let at = 0; at < this.#length; at += chunkRows)
      appender.appendDataChunk(this.#chunk(at, Math.min(chunkRows, this.#length - at)));
    appender.closeSync();
    this.#length = 0;
  }

  #chunk(from: number, rows: number): DuckDBDataChunk {
    const chunk = DuckDBDataChunk.create(
      this.#types.map((type) => columnTypes[type]),
      rows,
    );
    for (const [column, type] of this.#types.entries()) this.#write(chunk, column, type, from, rows);
    return chunk;
  }

  #write(chunk: DuckDBDataChunk, column: number, type: ColumnType, from: number, rows: number): void {
    const values = this.#columns[column]!;
    if (type === 'boolean') {
      this.#writeBooleans(chunk, column, from, rows);
      return;
    }
    if (type === 'bigint') {
      const numbers = new WholeNumbers(itemsOf(chunk, column, BigInt64Array));
      for (let i = 0; i < rows; i++) numbers.set(i, values[from + i]!);
    } else
      itemsOf<{ set(from: Float64Array): void }>(chunk, column, kinds[type]).set(
        values.subarray(from, from + rows),
      );
    const vector = chunk.getColumnVector(column);
    for (let i = 0; i < rows; i++) if (Number.isNaN(values[from + i]!)) vector.setItem(i, null);
    vector.flush();
  }

  #writeBooleans(chunk: DuckDBDataChunk, column: number, from: number, rows: number): void {
    const vector = chunk.getColumnVector(column);
    for (let i = 0; i < rows; i++) vector.setItem(i, this.#columns[column]![from + i] === 1);
    vector.flush();
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const grown = new Float64Array(column.length * 2);
      grown.set(column);
      return grown;
    });
  }
}

const kinds = {
  integer: Int32Array,
  double: Float64Array,
  uinteger: Uint32Array,
  usmallint: Uint16Array,
  utinyint: Uint8Array,
} as const;
