/** RFC 9162 §2.1 (the tree of RFC 6962): leaf and node hashes, inclusion and consistency. */
import { Refused, equal, sha256 } from "./bytes.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
export const MAX_PATH = 64;

export const leafHash = (entry: Uint8Array): Uint8Array => sha256(LEAF, entry);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(NODE, left, right);

/** Root over leaf hashes; that of an empty tree is the hash of nothing. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const left = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));
}

/** The root that follows from a leaf and its path (RFC 9162 §2.1.3.2). Throws Refused on a path of another shape. */
export function rootFromInclusion(index: bigint, size: bigint, leaf: Uint8Array, path: readonly Uint8Array[]): Uint8Array {
  if (index >= size) throw refused("序号不在树内", "the index lies outside the tree");
  checkHashes([leaf, ...path]);
  let node = index;
  let last = size - 1n;
  let root = leaf;
  for (const sibling of path) {
    if (last === 0n) throw refused("包含证明过长", "the inclusion proof is too long");
    if ((node & 1n) === 1n || node === last) {
      root = nodeHash(sibling, root);
      [node, last] = skipRightEdge(node, last);
    } else {
      root = nodeHash(root, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) throw refused("包含证明过短", "the inclusion proof is too short");
  return root;
}

export function checkInclusion(
  index: bigint,
  size: bigint,
  leaf: Uint8Array,
  path: readonly Uint8Array[],
  root: Uint8Array,
): void {
  if (!equal(rootFromInclusion(index, size, leaf, path), root)) {
    throw refused("包含证明得不出该根", "the inclusion proof does not lead to this root");
  }
}

/** That the tree of `newRoot` begins with all of the tree of `oldRoot` (RFC 9162 §2.1.4.2). */
export function checkConsistency(
  oldSize: bigint,
  newSize: bigint,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  path: readonly Uint8Array[],
): void {
  if (oldSize < 1n || oldSize > newSize) throw refused("规模不对", "the sizes allow no consistency proof");
  checkHashes([oldRoot, newRoot, ...path]);
  if (oldSize === newSize) {
    if (path.length > 0 || !equal(oldRoot, newRoot)) throw refused("同规模的根不同", "one size, but not one root");
    return;
  }
  const power = (oldSize & (oldSize - 1n)) === 0n;
  const [first, ...rest] = power ? [oldRoot, ...path] : path;
  if (first === undefined || path.length === 0) throw refused("一致性证明为空", "the consistency proof is empty");
  const [before, after] = foldConsistency(oldSize - 1n, newSize - 1n, first, rest);
  if (!equal(before, oldRoot) || !equal(after, newRoot)) {
    throw refused("一致性证明得不出两个根", "the consistency proof does not lead to both roots");
  }
}

function foldConsistency(
  lastOld: bigint,
  lastNew: bigint,
  first: Uint8Array,
  rest: readonly Uint8Array[],
): [Uint8Array, Uint8Array] {
  let node = lastOld;
  let last = lastNew;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let [before, after] = [first, first];
  for (const sibling of rest) {
    if (last === 0n) throw refused("一致性证明过长", "the consistency proof is too long");
    if ((node & 1n) === 1n || node === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      [node, last] = skipRightEdge(node, last);
    } else {
      after = nodeHash(after, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) throw refused("一致性证明过短", "the consistency proof is too short");
  return [before, after];
}

/** On the right edge, levels at which the node has no sibling are passed over. */
function skipRightEdge(node: bigint, last: bigint): [bigint, bigint] {
  let [at, end] = [node, last];
  while ((at & 1n) === 0n && at !== 0n) {
    at >>= 1n;
    end >>= 1n;
  }
  return [at, end];
}

function checkHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.length > MAX_PATH + 2 || hashes.some((hash) => hash.length !== 32)) {
    throw refused("证明的形状不对", "a proof holds hashes of 32 bytes");
  }
}

function refused(zh: string, en: string): Refused {
  return new Refused(zh, en, "proof");
}
