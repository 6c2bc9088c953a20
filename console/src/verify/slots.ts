/** Storage slots that evidence proves, and what is packed in them (docs/formats.md §12). */
import { concat, fixed, keccak256, toInteger, utf8 } from "./bytes.ts";

export interface AnchorRecord {
  readonly root: Uint8Array;
  readonly streamsRoot: Uint8Array;
  readonly block: bigint;
  /** Unix seconds. */
  readonly time: bigint;
}

export interface KeyRecord {
  readonly department: Uint8Array;
  readonly role: number;
  readonly validFrom: bigint;
  readonly validUntil: bigint;
}

const BASE = fixed(0n, 32);
const U64 = (1n << 64n) - 1n;

/** Slots of EventLog: root, streams root, block and time of the anchor of `size` entries. */
export function anchorSlots(origin: string, size: bigint): Uint8Array[] {
  return following(keccak256(fixed(size, 32), keccak256(keccak256(utf8(origin)), BASE)), 3);
}

/** Slots of Departments: code, and role with validity, of the key of an address. */
export function keySlots(address: Uint8Array): Uint8Array[] {
  return following(keccak256(concat(new Uint8Array(12), address), BASE), 2);
}

export function anchorRecord([root = 0n, streamsRoot = 0n, place = 0n]: readonly bigint[]): AnchorRecord {
  return { root: fixed(root, 32), streamsRoot: fixed(streamsRoot, 32), block: place & U64, time: (place >> 64n) & U64 };
}

export function keyRecord([department = 0n, packed = 0n]: readonly bigint[]): KeyRecord {
  return {
    department: fixed(department, 32),
    role: Number(packed & 0xffn),
    validFrom: (packed >> 8n) & U64,
    validUntil: (packed >> 72n) & U64,
  };
}

function following(first: Uint8Array, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => fixed((toInteger(first) + BigInt(at)) % (1n << 256n), 32));
}
