/** The evidence document (docs/formats.md §11): its shape only; what it proves is for verify.ts. */
import { Refused } from "./bytes.ts";
import { type Json, parseCanonical } from "./canonical.ts";
import { type Disclosure, parseDisclosures } from "./disclosure.ts";
import { MAX_PATH } from "./merkle.ts";
import { binary, list, members, text } from "./shape.ts";
import { KEY_BITS } from "./streams.ts";
import { MAX_NODE, MAX_NODES } from "./trie.ts";

export interface Evidence {
  readonly event: string;
  readonly disclosures: ReadonlyMap<string, Disclosure>;
  readonly entry: Uint8Array;
  readonly checkpoint: string;
  readonly inclusion: Uint8Array[];
  readonly streams: { readonly entry: Uint8Array; readonly inclusion: Uint8Array[]; readonly members: StreamMember[] };
  readonly anchor: AnchorProof | null;
}

export interface StreamMember {
  readonly count: number;
  readonly path: Uint8Array[];
  readonly map: Uint8Array[];
}

export interface ContractProof {
  readonly account: Uint8Array[];
  readonly storage: Uint8Array[][];
}

export interface AnchorProof {
  readonly header: Uint8Array;
  readonly log: ContractProof;
  readonly departments: ContractProof;
}

export const EVIDENCE_FORMAT = "quanze/evidence/v1";
const MAX_EVIDENCE = 1_048_576;
const MAX_ENTRY = 2_048;
const MAX_HEADER = 8_192;
const MAX_STREAMS = 4;

/** Throws Refused with the rule `version` where the document is of another version. */
export function parseEvidence(bytes: Uint8Array): Evidence {
  if (bytes.length > MAX_EVIDENCE) throw new Refused("证据文件过大", `evidence has at most ${MAX_EVIDENCE} bytes`);
  const document = parseCanonical(bytes);
  if (document instanceof Map && document.has("format") && document.get("format") !== EVIDENCE_FORMAT) {
    throw new Refused("证据的版本未知", `the only known format is ${EVIDENCE_FORMAT}`, "version");
  }
  const required = ["format", "event", "disclosures", "entry", "checkpoint", "inclusion", "streams"];
  const value = members(document, required, ["anchor"]);
  return {
    event: text(value.get("event")),
    disclosures: parseDisclosures(value.get("disclosures")),
    entry: binary(value.get("entry"), MAX_ENTRY),
    checkpoint: text(value.get("checkpoint")),
    inclusion: hashes(value.get("inclusion")),
    streams: parseStreams(value.get("streams")),
    anchor: value.has("anchor") ? parseAnchor(value.get("anchor")) : null,
  };
}

function parseStreams(document: Json | undefined): Evidence["streams"] {
  const value = members(document, ["entry", "inclusion", "members"]);
  return {
    entry: binary(value.get("entry"), MAX_ENTRY),
    inclusion: hashes(value.get("inclusion")),
    members: list(value.get("members"), MAX_STREAMS, parseMember),
  };
}

function parseMember(document: Json): StreamMember {
  const value = members(document, ["count", "path", "map"]);
  const count = value.get("count");
  if (typeof count !== "number") throw new Refused("count 须为整数", "count is an integer");
  return { count, path: hashes(value.get("path")), map: hashes(value.get("map"), KEY_BITS) };
}

function parseAnchor(document: Json | undefined): AnchorProof {
  const value = members(document, ["header", "log", "departments"]);
  return {
    header: binary(value.get("header"), MAX_HEADER),
    log: parseContract(value.get("log"), 3),
    departments: parseContract(value.get("departments"), 2),
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

function hashes(value: Json | undefined, longest = MAX_PATH): Uint8Array[] {
  return list(value, longest, (item) => binary(item, 32));
}
