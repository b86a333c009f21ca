// Formulas in the campus description: text with `{…}` parts of names and whole-number arithmetic,
// so that addresses follow from a room's number. Not a programming language: + - * / % and parentheses.

export type FormulaValues = Readonly<Record<string, string | number>>;

/** A mistake in a formula: says what was found and what was expected. */
export class FormulaError extends Error {}

const longestFormula = 500;
const wholePattern = /^\{([^{}]*)\}$/;
const partPattern = /\{([^{}]*)\}/g;
const tokenPattern = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/%()]))/y;

/** Replaces each `{…}`. A text that is one formula alone keeps the type of its result; throws FormulaError. */
export function applyFormula(text: string, values: FormulaValues): string | number {
  if (text.length > longestFormula) throw new FormulaError(`text longer than ${longestFormula} characters`);
  const whole = wholePattern.exec(text);
  if (whole) return evaluate(whole[1]!, values);
  return text.replace(partPattern, (_, formula: string) => String(evaluate(formula, values)));
}

/** Applies formulas to every string of a YAML value. */
export function applyFormulas<T>(value: T, values: FormulaValues): T {
  if (typeof value === 'string') return applyFormula(value, values) as T;
  if (Array.isArray(value)) return value.map((item) => applyFormulas(item, values)) as T;
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, applyFormulas(item, values)]),
    ) as T;
  }
  return value;
}

function evaluate(formula: string, values: FormulaValues): string | number {
  const tokens = tokenise(formula);
  const parser = new Parser(tokens, values, formula);
  return parser.parse();
}

function tokenise(formula: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < formula.trimEnd().length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(formula);
    if (!match) throw new FormulaError(`"${formula}": cannot be read from "${formula.slice(at).trim()}"`);
    tokens.push(match[1] ?? match[2] ?? match[3]!);
  }
  return tokens;
}

/** Recursive descent: sum → product → atom. */
class Parser {
  #at = 0;
  readonly #tokens: readonly string[];
  readonly #values: FormulaValues;
  readonly #formula: string;

  constructor(tokens: readonly string[], values: FormulaValues, formula: string) {
    this.#tokens = tokens;
    this.#values = values;
    this.#formula = formula;
  }

  parse(): string | number {
    const result = this.#sum();
    if (this.#at < this.#tokens.length) this.#fail(`unexpected "${this.#tokens[this.#at]}"`);
    return result;
  }

  #sum(): string | number {
    let left = this.#product();
    for (let sign = this.#accept('+', '-'); sign; sign = this.#accept('+', '-')) {
      const [a, b] = [this.#number(left), this.#number(this.#product())];
      left = sign === '+' ? a + b : a - b;
    }
    return left;
  }

  #product(): string | number {
    let left = this.#atom();
    for (let sign = this.#accept('*', '/', '%'); sign; sign = this.#accept('*', '/', '%')) {
      const [a, b] = [this.#number(left), this.#number(this.#atom())];
      if (sign !== '*' && b === 0) this.#fail('division by zero');
      left = sign === '*' ? a * b : sign === '/' ? Math.trunc(a / b) : a % b;
    }
    return left;
  }

  #atom(): string | number {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return this.#fail('ends too early');
    if (token === '-') return -this.#number(this.#atom());
    if (token === '(') {
      const inner = this.#sum();
      if (!this.#accept(')')) this.#fail('expected ")"');
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (Object.hasOwn(this.#values, token)) return this.#values[token]!;
    return this.#fail(`unknown name "${token}"; known are ${Object.keys(this.#values).join(', ')}`);
  }

  #accept(...wanted: string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at++;
    return token;
  }

  #number(value: string | number): number {
    if (typeof value === 'number') return value;
    const number = Number(value);
    if (Number.isNaN(number)) this.#fail(`"${value}" is no number`);
    return number;
  }

  #fail(why: string): never {
    throw new FormulaError(`formula "{${this.#formula}}": ${why}`);
  }
}
