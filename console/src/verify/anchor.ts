/** The member `anchor` of evidence and extracts (docs/formats.md §11, §15): a block header and what its state holds. */
import { Refused } from "./bytes.ts";
import type { Json } from "./canonical.ts";
import { binary, list, members } from "./shape.ts";
import { MAX_NODE, MAX_NODES } from "./trie.ts";

export interface ContractProof {
  readonly account: Uint8Array[];
  readonly storage: Uint8Array[][];
}

export interface AnchorProof {
  readonly header: Uint8Array;
  readonly log: ContractProof;
  readonly departments: ContractProof;
}

const MAX_HEADER = 8_192;
const LOG_SLOTS = 3;
export const KEY_SLOTS = 2;

/** `keys` is the number of signers whose keys the proof of Departments covers. */
export function parseAnchor(document: Json | undefined, keys = 1): AnchorProof {
  const value = members(document, ["header", "log", "departments"]);
  return {
    header: binary(value.get("header"), MAX_HEADER),
    log: parseContract(value.get("log"), LOG_SLOTS),
    departments: parseContract(value.get("departments"), KEY_SLOTS * keys),
  };
}

function parseContract(document: Json | undefined, slots: number): ContractProof {
  const value = members(document, ["account", "storage"]);
  const storage = list(value.get("storage"), slots, nodes);
  if (storage.length !== slots) throw new Refused(`须恰有 ${slots} 个存储证明`, `exactly ${slots} storage proofs belong here`);
  return { account: nodes(value.get("account")), storage };
}

function nodes(value: Json | undefined): Uint8Array[] {
  return list(value, MAX_NODES, (item) => binary(item, MAX_NODE));
}
