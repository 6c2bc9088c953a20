/** The streams map (docs/formats.md §8): a binary tree over the bits of stream keys, single-leaf subtrees folded up. */
import { Refused, equal, fixed, sha256, utf8 } from "./bytes.ts";

const LEAF = Uint8Array.of(2);
const NODE = Uint8Array.of(3);
const EMPTY = new Uint8Array(32);
export const KEY_BITS = 256;

/** Count and head of one stream. */
export interface StreamState {
  readonly key: Uint8Array;
  readonly count: bigint;
  readonly head: Uint8Array;
}

export const streamKey = (name: string): Uint8Array => sha256(utf8(name));

/** The map's root that follows from a stream's state and the siblings on its way, the root's first. */
export function rootFromMembership(state: StreamState, siblings: readonly Uint8Array[]): Uint8Array {
  return fold(state.key, leaf(state), siblings);
}

export function checkMembership(state: StreamState, siblings: readonly Uint8Array[], root: Uint8Array): void {
  if (!equal(rootFromMembership(state, siblings), root)) throw refused();
}

/** That the map holds nothing under `key`: its way ends in nothing, or in the leaf of another key that shares it. */
export function checkAbsence(
  key: Uint8Array,
  siblings: readonly Uint8Array[],
  other: StreamState | null,
  root: Uint8Array,
): void {
  const shares = other !== null && siblings.every((_, depth) => bit(key, depth) === bit(other.key, depth));
  if (other !== null && (other.key.length !== 32 || equal(other.key, key) || !shares)) throw refused();
  if (!equal(fold(key, other === null ? EMPTY : leaf(other), siblings), root)) throw refused();
}

function leaf(state: StreamState): Uint8Array {
  if (state.key.length !== 32 || state.head.length !== 32 || state.count < 1n) throw refused();
  return sha256(LEAF, state.key, fixed(state.count, 8), state.head);
}

function fold(key: Uint8Array, end: Uint8Array, siblings: readonly Uint8Array[]): Uint8Array {
  if (key.length !== 32 || siblings.length > KEY_BITS || siblings.some((one) => one.length !== 32)) throw refused();
  return siblings.reduceRight(
    (node, sibling, depth) => (bit(key, depth) ? sha256(NODE, sibling, node) : sha256(NODE, node, sibling)),
    end,
  );
}

function bit(key: Uint8Array, depth: number): number {
  return ((key[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1;
}

function refused(): Refused {
  return new Refused("流映射的证明不成立", "the proof of the streams map does not hold", "proof");
}
