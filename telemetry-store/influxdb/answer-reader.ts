// Reads the answer of /query as it comes: JSON documents, one a line and one a part (chunked=true). Times are RFC 3339
// text with nanoseconds, read as milliseconds and ordinal, since they exceed what a number holds exactly.

/** Rows of one series, some at a time; `values` are in the order of `columns`. */
export interface SeriesRows {
  readonly measurement: string;
  /** The tag `point`; null where the query does not group by it. */
  readonly tag: string | null;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

interface AnswerDocument {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly name?: string;
      readonly tags?: Readonly<Record<string, string>>;
      readonly columns?: readonly string[];
      readonly values?: readonly (readonly unknown[])[];
    }[];
  }[];
}

/** A line longer than this is no answer of a time-series server. */
const longestLine = 64_000_000;

export class AnswerReader {
  readonly #onRows: (rows: SeriesRows) => void;
  readonly #decoder = new TextDecoder();
  #rest: string[] = [];
  #restLength = 0;

  constructor(onRows: (rows: SeriesRows) => void) {
    this.#onRows = onRows;
  }

  /** Throws an Error with the server's words, or where the answer is none. */
  read(bytes: Uint8Array): void {
    this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#take(`${this.#decoder.decode()}\n`);
  }

  #take(text: string): void {
    const lines = text.split('\n');
    for (const [i, line] of lines.entries()) {
      this.#rest.push(line);
      this.#restLength += line.length;
      if (this.#restLength > longestLine) throw new Error('an answer without end');
      if (i < lines.length - 1) this.#line();
    }
  }

  #line(): void {
    const line = this.#rest.join('');
    [this.#rest, this.#restLength] = [[], 0];
    if (line.trim() !== '') this.#document(JSON.parse(line) as AnswerDocument);
  }

  #document({ error, results = [] }: AnswerDocument): void {
    if (error) throw new Error(error);
    for (const result of results) {
      if (result.error) throw new Error(result.error);
      for (const { name = '', tags, columns = [], values = [] } of result.series ?? [])
        this.#onRows({ measurement: name, tag: tags?.point ?? null, columns, values });
    }
  }
}

/** A time of the answer: `2026-09-01T08:00:00.123000001Z`. Most rows share their second with the one before. */
export class TimeReader {
  timeMs = 0;
  ordinal = 0;
  #second = '';
  #secondMs = 0;

  read(text: string): void {
    const second = text.slice(0, 19);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondMs = Date.parse(`${second}Z`);
    }
    if (text.charCodeAt(19) !== 46) {
      this.timeMs = this.#secondMs;
      this.ordinal = 0;
      return;
    }
    const digits = text.slice(20, text.endsWith('Z') ? -1 : undefined).padEnd(9, '0');
    this.timeMs = this.#secondMs + Number(digits.slice(0, 3));
    this.ordinal = Number(digits.slice(3, 9));
  }
}
