/**
 * Merkle-Patricia proofs (yellow paper, appendix D; EIP-1186 for their shape): exactly the nodes on the way, root first.
 * A proof yields the value, or shows that there is none, or is refused.
 */
import { Refused, equal, hex, keccak256 } from "./bytes.ts";
import { type Rlp, decodeRlp, encodeRlp, integerOf } from "./rlp.ts";

export interface Account {
  readonly storageRoot: Uint8Array;
  readonly codeHash: Uint8Array;
}

export const MAX_NODE = 1_024;
export const MAX_NODES = 65;
const EMPTY_TRIE = keccak256(Uint8Array.of(0x80));

/** The account under a state root, or null if it is proved absent. */
export function readAccount(stateRoot: Uint8Array, address: Uint8Array, nodes: readonly Uint8Array[]): Account | null {
  const value = readTrie(stateRoot, keccak256(address), nodes);
  if (value === null) return null;
  const account = decodeRlp(value);
  if (account instanceof Uint8Array || account.length !== 4) throw refused("账户的编码有误", "the account is malformed");
  const [nonce, balance, storageRoot, codeHash] = account;
  integerOf(nonce);
  integerOf(balance);
  if (!(storageRoot instanceof Uint8Array) || !(codeHash instanceof Uint8Array)) {
    throw refused("账户的编码有误", "the account is malformed");
  }
  if (storageRoot.length !== 32 || codeHash.length !== 32) throw refused("账户的编码有误", "the account is malformed");
  return { storageRoot, codeHash };
}

/** The value of a slot; one that is proved absent holds zero. */
export function readStorage(storageRoot: Uint8Array, slot: Uint8Array, nodes: readonly Uint8Array[]): bigint {
  const value = readTrie(storageRoot, keccak256(slot), nodes);
  return value === null ? 0n : integerOf(decodeRlp(value));
}

export function readTrie(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): Uint8Array | null {
  if (nodes.length > MAX_NODES || nodes.some((node) => node.length > MAX_NODE)) {
    throw refused("状态证明过大", `a state proof has at most ${MAX_NODES} nodes of ${MAX_NODE} bytes`);
  }
  const source = new Listed(nodes);
  const value = equal(root, EMPTY_TRIE) ? null : descend(source, root, hex(key));
  source.finish();
  return value;
}

/** Goes down from `reference`; paths are strings of hex digits. */
function descend(source: Listed, reference: Rlp, path: string): Uint8Array | null {
  const node = source.resolve(reference);
  if (node.length === 17) {
    if (path === "") {
      const value = bytesOf(node[16]);
      return value.length === 0 ? null : value;
    }
    const child = node[Number.parseInt(path[0]!, 16)]!;
    return child instanceof Uint8Array && child.length === 0 ? null : descend(source, child, path.slice(1));
  }
  const { part, leaf } = unpack(bytesOf(node[0]));
  if (!leaf) return path.startsWith(part) ? descend(source, node[1]!, path.slice(part.length)) : null;
  if (part !== path) return null;
  const value = bytesOf(node[1]);
  if (value.length === 0) throw refused("叶节点没有值", "a leaf holds no value");
  return value;
}

/** Hex-prefix encoding (appendix C): the digits of the part, and whether it ends at a leaf. */
function unpack(packed: Uint8Array): { part: string; leaf: boolean } {
  const digits = hex(packed);
  const flag = Number.parseInt(digits[0] ?? "f", 16);
  const odd = (flag & 1) === 1;
  const part = digits.slice(odd ? 1 : 2);
  const leaf = flag >= 2;
  if (flag > 3 || (!odd && digits[1] !== "0")) throw refused("节点路径的编码有误", "a node's path is malformed");
  if (!leaf && part === "") throw refused("扩展节点的路径为空", "an extension needs a path");
  return { part, leaf };
}

/** The listed nodes, taken in their order. */
class Listed {
  readonly #nodes: readonly Uint8Array[];
  #used = 0;

  constructor(nodes: readonly Uint8Array[]) {
    this.#nodes = nodes;
  }

  /** The node that a reference names: the next one listed, or one below 32 bytes that stands inside its parent. */
  resolve(reference: Rlp): Rlp[] {
    const node = reference instanceof Uint8Array ? this.#next(reference) : reference;
    if (!(reference instanceof Uint8Array) && encodeRlp(reference).length >= 32) {
      throw refused("内嵌节点过大", "an embedded node must be shorter than 32 bytes");
    }
    if (node instanceof Uint8Array || (node.length !== 17 && node.length !== 2)) {
      throw refused("状态证明的节点形状不对", "a node is neither branch, extension nor leaf");
    }
    return node;
  }

  #next(hash: Uint8Array): Rlp {
    const node = this.#nodes[this.#used];
    if (node === undefined) throw refused("状态证明缺少节点", "the state proof lacks a node");
    if (!equal(keccak256(node), hash) || (this.#used > 0 && node.length < 32)) {
      throw refused("状态证明的节点与引用不符", "a node of the state proof is not the one referred to");
    }
    this.#used += 1;
    return decodeRlp(node);
  }

  finish(): void {
    if (this.#used !== this.#nodes.length) throw refused("状态证明有多余节点", "the state proof holds surplus nodes");
  }
}

function bytesOf(item: Rlp | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw refused("节点中应为字节处是列表", "a list stands where a node holds bytes");
  return item;
}

function refused(zh: string, en: string): Refused {
  return new Refused(zh, en, "proof");
}
