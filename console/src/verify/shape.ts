/** Reading the shape of JSON documents: exactly these members, arrays no longer than this. */
import { Refused, unbase64 } from "./bytes.ts";
import type { Json, JsonObject } from "./canonical.ts";
import { MAX_PATH } from "./merkle.ts";

export function members(value: Json | undefined, names: readonly string[], optional: readonly string[] = []): JsonObject {
  const known = [...names, ...optional];
  if (!(value instanceof Map) || !names.every((name) => value.has(name)) || ![...value.keys()].every((name) => known.includes(name))) {
    throw new Refused(`成员须恰为 ${names.join(", ")}`, `exactly these members belong here: ${names.join(", ")}`);
  }
  return value;
}

export function list<T>(value: Json | undefined, longest: number, read: (item: Json) => T): T[] {
  if (!Array.isArray(value) || value.length > longest) {
    throw new Refused(`此处须为至多 ${longest} 项的数组`, `an array of at most ${longest} belongs here`);
  }
  return value.map(read);
}

export function text(value: Json | undefined): string {
  if (typeof value !== "string") throw new Refused("此处须为字符串", "a string belongs here");
  return value;
}

export function binary(value: Json | undefined, longest: number): Uint8Array {
  return unbase64(text(value), longest);
}

/** Up to `longest` hashes; that each has 32 bytes, whoever hashes with them sees to. */
export function hashes(value: Json | undefined, longest = MAX_PATH): Uint8Array[] {
  return list(value, longest, (item) => binary(item, 32));
}

export function integer(value: Json | undefined): number {
  if (typeof value !== "number") throw new Refused("此处须为整数", "an integer belongs here");
  return value;
}
