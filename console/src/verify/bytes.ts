/** Bytes and their spellings; a parser accepts one spelling only (docs/formats.md, conventions). */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 as digest256 } from "@noble/hashes/sha2.js";

/** What does not follow the format, in both languages. */
export class Refused extends Error {
  readonly zh: string;
  readonly en: string;
  readonly rule: string;

  constructor(zh: string, en: string, rule = "form") {
    super(en);
    this.zh = zh;
    this.en = en;
    this.rule = rule;
  }
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const sha256 = (...parts: Uint8Array[]): Uint8Array => digest256(concat(...parts));
export const keccak256 = (...parts: Uint8Array[]): Uint8Array => keccak_256(concat(...parts));
export const utf8 = (text: string): Uint8Array => ENCODER.encode(text);

/** Text of UTF-8 bytes; a byte order mark is kept as the character it is. */
export function textOf(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    throw new Refused("不是 UTF-8 文本", "this is not text in UTF-8", "encoding");
  }
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes of an even number of hex digits, with or without 0x. */
export function unhex(text: string): Uint8Array {
  const digits = text.startsWith("0x") ? text.slice(2) : text;
  if (digits.length % 2 || !/^[0-9a-fA-F]*$/.test(digits)) throw new Refused("不是十六进制", "not hexadecimal");
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Bytes of standard base64 with padding, in its one spelling. */
export function unbase64(text: string, longest = Number.POSITIVE_INFINITY): Uint8Array {
  if (text.length > 4 * Math.ceil(longest / 3)) throw new Refused("base64 过长", `base64 of more than ${longest} bytes`);
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new Refused("base64 编码不对", "malformed base64");
  }
  if (base64(bytes) !== text || bytes.length > longest) {
    throw new Refused("base64 编码不规范或过长", "base64 that is not canonical, or too long");
  }
  return bytes;
}

export function toInteger(bytes: Uint8Array): bigint {
  return bytes.length ? BigInt(`0x${hex(bytes)}`) : 0n;
}

/** Unsigned big-endian number of `size` bytes. */
export function fixed(value: bigint, size: number): Uint8Array {
  if (value < 0n || value >= 1n << BigInt(8 * size)) throw new Refused("数值越界", `the number does not fit ${size} bytes`);
  return unhex(value.toString(16).padStart(2 * size, "0"));
}
