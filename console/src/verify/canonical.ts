/**
 * Canonical JSON (docs/formats.md §2): RFC 8785 restricted to objects, arrays, strings, integers 0 … 2^53−1 and
 * booleans. The reader goes over the text once and turns down everything that is not byte for byte canonical.
 */
import { Refused, textOf, utf8 } from "./bytes.ts";

export type Json = string | number | boolean | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

const MAX_DEPTH = 8;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
const SHORT: Record<string, string> = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\" };
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The value of canonical bytes. Throws Refused on any other bytes. */
export function parseCanonical(bytes: Uint8Array): Json {
  return new Reader(textOf(bytes)).whole();
}

/** The canonical text of a value. Throws Refused where canonical JSON cannot hold it. */
export function canonical(value: Json, depth = 0): string {
  if (typeof value === "string") return spell(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) throw refused("range");
    return String(value);
  }
  if (depth === MAX_DEPTH) throw refused("depth");
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  const names = [...value.keys()].sort(byUnits);
  return `{${names.map((name) => `${spell(name)}:${canonical(value.get(name)!, depth + 1)}`).join(",")}}`;
}

export const canonicalBytes = (value: Json): Uint8Array => utf8(canonical(value));

/** A plain JavaScript value as Json. Throws Refused on null, fractions and the like. */
export function fromPlain(value: unknown): Json {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value === "object" && value !== null) {
    return new Map(Object.entries(value).map(([name, item]) => [name, fromPlain(item)]));
  }
  throw refused("type");
}

/** The same value as plain JavaScript, for showing it. */
export function toPlain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (!(value instanceof Map)) return value;
  return Object.assign(Object.create(null), Object.fromEntries([...value].map(([name, item]) => [name, toPlain(item)])));
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function spell(text: string): string {
  if (text.includes("\0") || LONE.test(text)) throw refused("text");
  return `"${text.replace(/[\u0000-\u001f"\\]/g, (one) => SHORT[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

function refused(rule: string): Refused {
  return new Refused(`不是规范 JSON: ${rule}`, `this is not canonical JSON: ${rule}`, rule);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Json {
    const value = this.#value(0);
    if (this.#at !== this.#text.length) throw refused("syntax");
    return value;
  }

  #value(depth: number): Json {
    const next = this.#text[this.#at];
    if (next === "{" || next === "[") {
      if (depth === MAX_DEPTH) throw refused("depth");
      return next === "{" ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    if (next === '"') return this.#string();
    if (this.#take("true")) return true;
    if (this.#take("false")) return false;
    return this.#integer();
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #need(word: string): void {
    if (!this.#take(word)) throw refused("syntax");
  }

  #array(depth: number): Json[] {
    this.#need("[");
    const items: Json[] = [];
    if (this.#take("]")) return items;
    do items.push(this.#value(depth));
    while (this.#take(","));
    this.#need("]");
    return items;
  }

  #object(depth: number): JsonObject {
    this.#need("{");
    const members: JsonObject = new Map();
    if (this.#take("}")) return members;
    let last: string | undefined;
    do {
      const name = this.#string();
      if (last !== undefined && byUnits(last, name) >= 0) throw refused(last === name ? "duplicate" : "order");
      this.#need(":");
      members.set(name, this.#value(depth));
      last = name;
    } while (this.#take(","));
    this.#need("}");
    return members;
  }

  #integer(): number {
    const digits = /^(?:0|[1-9][0-9]*)(?![0-9.eE])/.exec(this.#text.slice(this.#at, this.#at + 24))?.[0];
    if (digits === undefined || digits.length > 16) throw refused("syntax");
    this.#at += digits.length;
    if (BigInt(digits) > LARGEST) throw refused("range");
    return Number(digits);
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw refused("syntax");
    const raw = this.#text.slice(this.#at, this.#quoteAfter(this.#at));
    let value: string;
    try {
      value = JSON.parse(raw) as string;
    } catch {
      throw refused("syntax");
    }
    if (spell(value) !== raw) throw refused("spelling");
    this.#at += raw.length;
    return value;
  }

  /** Where the string that begins here has ended. Looks for quotes: an expression would fill its stack on long texts. */
  #quoteAfter(start: number): number {
    for (let end = this.#text.indexOf('"', start + 1); end >= 0; end = this.#text.indexOf('"', end + 1)) {
      let first = end;
      while (this.#text[first - 1] === "\\") first -= 1;
      if ((end - first) % 2 === 0) return end + 1;
    }
    throw refused("syntax");
  }
}
