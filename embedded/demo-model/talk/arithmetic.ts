const maxLength = 120;
const maxDepth = 30;

/** Words around a sum: "What is … ?", "Was ist …", "…等于多少？". */
const wrapping =
  /^(?:what(?:'s|’s| is| are)|how much (?:is|are)|calculate|compute|solve|was (?:ist|sind)|wie ?viel (?:ist|sind|macht)|berechne|rechne|¿?cuánto (?:es|son)|calcula|combien (?:font|fait)|calcule|计算|كم (?:يساوي|حاصل)|احسب)\s*/i;
const trailing = /\s*(?:等于多少|是多少|等于几|=)?\s*[?？؟.!]*\s*$/u;

const words: readonly [RegExp, string][] = [
  [/\bplus\b|\bmás\b/gi, "+"],
  [/\bminus\b|\bmenos\b|\bmoins\b/gi, "-"],
  [/\btimes\b|\bmultiplied by\b|\bmal\b|\bpor\b|\bfois\b/gi, "*"],
  [/\bdivided by\b|\bgeteilt durch\b|\bentre\b|\bdivisé par\b/gi, "/"],
];
const signs: Readonly<Record<string, string>> = {
  "×": "*",
  "·": "*",
  "÷": "/",
  ":": "/",
  "−": "-",
  "–": "-",
  "^": "^",
};

function toExpression(message: string): string | undefined {
  let text = message.trim().replace(wrapping, "").replace(trailing, "");
  for (const [word, sign] of words) text = text.replace(word, sign);
  text = [...text]
    .map((character) => signs[character] ?? character)
    .join("")
    .replaceAll("**", "^");
  if (/^\d+-\d+-\d+$/.test(text)) return undefined;
  const isSum = /^[\d\s.+\-*/%^()]+$/.test(text) && /\d\s*\)*\s*[+\-*/%^]\s*[-(]*\s*[\d.]/.test(text);
  return isSum ? text : undefined;
}

/** Reads a sum from left to right, by the usual precedence. */
class SumReader {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(expression: string) {
    this.#tokens = expression.match(/\d+(?:\.\d+)?|\.\d+|[+\-*/%^()]/g) ?? [];
  }

  /** @returns undefined when it is no whole sum */
  read(): number | undefined {
    const value = this.#sum();
    return this.#at === this.#tokens.length ? value : undefined;
  }

  #take(...signs: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !signs.includes(token)) return undefined;
    this.#at += 1;
    return token;
  }

  #sum(): number {
    let value = this.#product();
    for (let sign = this.#take("+", "-"); sign; sign = this.#take("+", "-")) {
      value = sign === "+" ? value + this.#product() : value - this.#product();
    }
    return value;
  }

  #product(): number {
    let value = this.#power();
    for (let sign = this.#take("*", "/", "%"); sign; sign = this.#take("*", "/", "%")) {
      const right = this.#power();
      value = sign === "*" ? value * right : sign === "/" ? value / right : value % right;
    }
    return value;
  }

  #power(): number {
    if (this.#take("-")) return this.#deeper(() => -this.#power());
    const base = this.#atom();
    return this.#take("^") ? this.#deeper(() => base ** this.#power()) : base;
  }

  #atom(): number {
    if (this.#take("(")) {
      const value = this.#deeper(() => this.#sum());
      return this.#take(")") ? value : Number.NaN;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || !/^[\d.]/.test(token)) return Number.NaN;
    this.#at += 1;
    return Number(token);
  }

  #deeper(read: () => number): number {
    this.#depth += 1;
    const value = this.#depth > maxDepth ? Number.NaN : read();
    this.#depth -= 1;
    return value;
  }
}

/** "2+2", also inside a question; undefined for anything else. */
export function findSum(message: string): string | undefined {
  if (message.length > maxLength) return undefined;
  const expression = toExpression(message);
  if (expression === undefined) return undefined;
  const value = new SumReader(expression).read();
  if (value === undefined || Number.isNaN(value)) return undefined;
  if (!Number.isFinite(value)) return `${expression.trim()} = **∞**`;
  const shown = expression
    .replaceAll(/(?<=[\d)])\s*([+\-*/%^])\s*/g, " $1 ")
    .replaceAll("*", "×")
    .trim();
  return `${shown} = **${Number(value.toPrecision(12))}**`;
}
