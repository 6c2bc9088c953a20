/** Recursive length prefix (yellow paper, appendix B), read strictly: shortest forms, nothing left over. */
import { Refused, concat, fixed, toInteger } from "./bytes.ts";

export type Rlp = Uint8Array | Rlp[];

const MAX_NESTING = 16;

export function decodeRlp(bytes: Uint8Array): Rlp {
  const [item, end] = read(bytes, 0, bytes.length, MAX_NESTING);
  if (end !== bytes.length) throw refused("RLP 之后有多余字节", "bytes are left over behind the RLP item");
  return item;
}

export function encodeRlp(item: Rlp): Uint8Array {
  if (item instanceof Uint8Array) {
    return item.length === 1 && item[0]! < 0x80 ? item : concat(prefix(item.length, 0x80), item);
  }
  const body = concat(...item.map(encodeRlp));
  return concat(prefix(body.length, 0xc0), body);
}

/** The integer in an item of at most `size` bytes, without leading zeros. */
export function integerOf(item: Rlp | undefined, size = 32): bigint {
  if (!(item instanceof Uint8Array) || item[0] === 0 || item.length > size) {
    throw refused("RLP 整数不规范", `not an integer of at most ${size} bytes without leading zeros`);
  }
  return toInteger(item);
}

function prefix(length: number, base: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  const size = Math.ceil(length.toString(16).length / 2);
  return concat(Uint8Array.of(base + 55 + size), fixed(BigInt(length), size));
}

function read(bytes: Uint8Array, at: number, limit: number, nesting: number): [Rlp, number] {
  const first = bytes[at];
  if (first === undefined || at >= limit) throw refused("RLP 不完整", "the RLP is cut short");
  if (first < 0x80) return [bytes.slice(at, at + 1), at + 1];
  const [start, end] = extent(bytes, at, limit, first < 0xc0 ? first - 0x80 : first - 0xc0);
  if (first >= 0xc0) return [readItems(bytes, start, end, nesting - 1), end];
  if (end - start === 1 && bytes[start]! < 0x80) {
    throw refused("RLP 单字节不规范", "a single small byte stands for itself in RLP");
  }
  return [bytes.slice(start, end), end];
}

function readItems(bytes: Uint8Array, start: number, end: number, nesting: number): Rlp[] {
  if (nesting < 0) throw refused("RLP 嵌套过深", `RLP lists nest at most ${MAX_NESTING} deep`);
  const items: Rlp[] = [];
  let at = start;
  while (at < end) {
    const [item, next] = read(bytes, at, end, nesting);
    items.push(item);
    at = next;
  }
  return items;
}

/** Where the content of the item at `at` begins and ends. */
function extent(bytes: Uint8Array, at: number, limit: number, short: number): [number, number] {
  let start = at + 1;
  let length = short;
  if (short > 55) {
    start += short - 55;
    const size = bytes.slice(at + 1, start);
    const long = toInteger(size);
    if (size[0] === 0 || long < 56n || long > BigInt(limit)) throw refused("RLP 长度不规范", "an RLP length is malformed");
    length = Number(long);
  }
  if (start + length > limit) throw refused("RLP 不完整", "the RLP is cut short");
  return [start, start + length];
}

function refused(zh: string, en: string): Refused {
  return new Refused(zh, en, "rlp");
}
