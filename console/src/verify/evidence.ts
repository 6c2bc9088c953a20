/** The evidence document (docs/formats.md §11): its shape only; what it proves is for verify.ts. */
import { type AnchorProof, parseAnchor } from "./anchor.ts";
import { Refused } from "./bytes.ts";
import { type Json, parseCanonical } from "./canonical.ts";
import { type Disclosure, parseDisclosures } from "./disclosure.ts";
import { binary, hashes, integer, list, members, text } from "./shape.ts";
import { KEY_BITS } from "./streams.ts";

/** One event as a document tells it: its signed text, its entry, the fields that are open. */
export interface Told {
  readonly event: string;
  readonly entry: Uint8Array;
  readonly disclosures: ReadonlyMap<string, Disclosure>;
}

/** What seals evidence and extracts alike: the checkpoint, its streams entry, and the anchor once there is one. */
export interface Sealed {
  readonly checkpoint: string;
  readonly streams: { readonly entry: Uint8Array; readonly inclusion: readonly Uint8Array[] };
  readonly anchor: AnchorProof | null;
}

export interface Evidence extends Told, Sealed {
  readonly inclusion: Uint8Array[];
  readonly streams: Sealed["streams"] & { readonly members: StreamMember[] };
}

export interface StreamMember {
  readonly count: number;
  readonly path: Uint8Array[];
  readonly map: Uint8Array[];
}

export const EVIDENCE_FORMAT = "quanze/evidence/v1";
export const MAX_EVIDENCE = 1_048_576;
export const MAX_ENTRY = 2_048;
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
  return { count: integer(value.get("count")), path: hashes(value.get("path")), map: hashes(value.get("map"), KEY_BITS) };
}
