/** Field digests and disclosures (docs/formats.md §4), payload digests (§5). */
import { Refused, concat, hex, keccak256, sha256, unhex, utf8 } from "./bytes.ts";
import { type Json, canonicalBytes } from "./canonical.ts";
import { inForm } from "./forms.ts";
import { sm3 } from "./sm3.ts";

export interface Disclosure {
  readonly salt: Uint8Array;
  readonly value: Json;
}

const DOMAIN = utf8("quanze/field/v1\0");
const SALT = 16;
const DIGESTS: Record<string, (bytes: Uint8Array) => Uint8Array> = { sha256, keccak256, sm3 };

/** The digest (hex) that an event commits to for a field. */
export function fieldDigest(name: string, salt: Uint8Array, value: Json): string {
  return hex(sha256(DOMAIN, salt, canonicalBytes([name, value])));
}

export function parseDisclosures(value: Json | undefined): Map<string, Disclosure> {
  if (!(value instanceof Map)) throw refused();
  return new Map([...value].map(([name, item]) => [inForm("field", name), parseOne(item)]));
}

function parseOne(item: Json): Disclosure {
  const value = item instanceof Map && item.size === 2 ? item.get("value") : undefined;
  if (!(item instanceof Map) || value === undefined) throw refused();
  return { salt: unhex(inForm("nonce", item.get("salt"))), value };
}

/** The digest (hex) of a delivered file: shows whether this is the file that an event speaks of. */
export function payloadDigest(algorithm: string, salt: Uint8Array, content: Uint8Array): string {
  const digest = Object.hasOwn(DIGESTS, algorithm) ? DIGESTS[algorithm] : undefined;
  if (digest === undefined || salt.length !== SALT) {
    throw new Refused("摘要算法未知或盐不是 16 字节", "unknown digest, or a salt that is not 16 bytes");
  }
  return hex(digest(concat(salt, content)));
}

function refused(): Refused {
  return new Refused('披露须写成 {"salt", "value"}', 'a disclosure is {"salt", "value"}');
}
