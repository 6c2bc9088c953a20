/**
 * Subset proofs (docs/formats.md §15): several leaves of an RFC 6962 tree and, left before right, the roots of the
 * largest subtrees that hold none of them. Where every leaf of an interval is given there is no room for another.
 */
import { Refused } from "./bytes.ts";
import { nodeHash } from "./merkle.ts";

export interface Leaf {
  readonly index: bigint;
  readonly hash: Uint8Array;
}

/** The root that follows. Throws Refused unless the leaves ascend within the tree and all hashes are used, 32 bytes each. */
export function rootFromSubset(size: bigint, leaves: readonly Leaf[], hashes: readonly Uint8Array[]): Uint8Array {
  const ascending = leaves.every(({ index }, at) => at === 0 || leaves[at - 1]!.index < index);
  const last = leaves.at(-1);
  if (last === undefined || !ascending || last.index >= size) {
    throw refused("序号须递增且在树内", "the indexes must ascend and lie within the tree");
  }
  if ([...leaves.map(({ hash }) => hash), ...hashes].some((hash) => hash.length !== 32)) {
    throw refused("证明的哈希须为 32 字节", "a proof holds hashes of 32 bytes");
  }
  const given = hashes.values();
  /** Root of the subtree over indexes [low, low + width), in which the leaves [from, until) lie. */
  const rootOf = (low: bigint, width: bigint, from: number, until: number): Uint8Array => {
    if (from === until) return given.next().value ?? tooFew();
    if (width === 1n) return leaves[from]!.hash;
    const half = 1n << BigInt((width - 1n).toString(2).length - 1);
    const middle = firstFrom(leaves, low + half, from, until);
    const left = rootOf(low, half, from, middle);
    return nodeHash(left, rootOf(low + half, width - half, middle, until));
  };
  const root = rootOf(0n, size, 0, leaves.length);
  if (!given.next().done) throw refused("子集证明过长", "the subset proof is too long");
  return root;
}

/** Place of the first leaf in [from, until) whose index is `bound` or more. */
function firstFrom(leaves: readonly Leaf[], bound: bigint, from: number, until: number): number {
  let [low, high] = [from, until];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (leaves[middle]!.index < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function tooFew(): never {
  throw refused("子集证明过短", "the subset proof is too short");
}

function refused(zh: string, en: string): Refused {
  return new Refused(zh, en, "proof");
}
