/** The extract (docs/formats.md §15): its shape only; what it proves is for verifyExtract.ts. */
import { type AnchorProof, parseAnchor } from "./anchor.ts";
import { Refused, utf8 } from "./bytes.ts";
import { type Json, parseCanonical } from "./canonical.ts";
import { type Disclosure, parseDisclosures } from "./disclosure.ts";
import { MAX_ENTRY, type Sealed } from "./evidence.ts";
import { milliseconds } from "./forms.ts";
import { binary, hashes, integer, list, members, text } from "./shape.ts";
import { KEY_BITS } from "./streams.ts";

export interface Extract extends Sealed {
  readonly stream: string;
  /** Position of the first entry, and how many entries the stream has at the checkpoint. */
  readonly start: number;
  readonly count: number;
  readonly map: readonly Uint8Array[];
  readonly streamHashes: readonly Uint8Array[];
  readonly logHashes: readonly Uint8Array[];
  readonly entries: readonly ExtractEntry[];
  /** The interval of recorded_at that was asked for, in milliseconds. */
  readonly since: number | null;
  readonly until: number | null;
  /** Distinct signers that the anchor's proof of Departments covers. */
  readonly keys: number;
}

export interface ExtractEntry {
  readonly entry: Uint8Array;
  /** Null where the content is withheld. */
  readonly content: { readonly event: string; readonly disclosures: ReadonlyMap<string, Disclosure> } | null;
}

export const EXTRACT_FORMAT = "quanze/extract/v1";
export const MAX_EXTRACT = 67_108_864;
const MAX_ENTRIES = 10_000;
const MAX_HASHES = 1_000_000;
const MAX_STREAM_NAME = 200;
const REQUIRED = ["format", "stream", "start", "count", "checkpoint", "streams", "map", "stream_hashes", "log_hashes", "entries"];
const OPTIONAL = ["since", "until", "keys", "anchor"];

/** Throws Refused with the rule `version` where the document is of another version. */
export function parseExtract(bytes: Uint8Array): Extract {
  if (bytes.length > MAX_EXTRACT) throw new Refused("摘录文件过大", `an extract has at most ${MAX_EXTRACT} bytes`);
  const document = parseCanonical(bytes);
  if (document instanceof Map && document.has("format") && document.get("format") !== EXTRACT_FORMAT) {
    throw new Refused("摘录的版本未知", `the only known format is ${EXTRACT_FORMAT}`, "version");
  }
  const value = members(document, REQUIRED, OPTIONAL);
  const streams = members(value.get("streams"), ["entry", "inclusion"]);
  const entries = list(value.get("entries"), MAX_ENTRIES, parseEntry);
  if (entries.length === 0) throw new Refused("摘录须至少有一条", "an extract has at least one entry");
  const time = (name: string): number | null => (value.has(name) ? milliseconds(value.get(name)) : null);
  return {
    stream: streamName(value.get("stream")),
    start: integer(value.get("start")),
    count: integer(value.get("count")),
    checkpoint: text(value.get("checkpoint")),
    streams: { entry: binary(streams.get("entry"), MAX_ENTRY), inclusion: hashes(streams.get("inclusion")) },
    map: hashes(value.get("map"), KEY_BITS),
    streamHashes: hashes(value.get("stream_hashes"), MAX_HASHES),
    logHashes: hashes(value.get("log_hashes"), MAX_HASHES),
    entries,
    since: time("since"),
    until: time("until"),
    ...anchorOf(value.get("keys"), value.get("anchor")),
  };
}

function anchorOf(keys: Json | undefined, anchor: Json | undefined): { keys: number; anchor: AnchorProof | null } {
  if ((keys === undefined) !== (anchor === undefined)) throw new Refused("keys 与 anchor 须同在", "keys and anchor belong together");
  if (keys === undefined) return { keys: 0, anchor: null };
  const count = integer(keys);
  if (count > MAX_ENTRIES) throw new Refused("密钥过多", `an extract has at most ${MAX_ENTRIES} signers`);
  return { keys: count, anchor: parseAnchor(anchor, count) };
}

function parseEntry(document: Json): ExtractEntry {
  const value = members(document, ["entry"], ["event", "disclosures"]);
  if (value.has("event") !== value.has("disclosures")) {
    throw new Refused("event 与 disclosures 须同在", "event and disclosures belong together");
  }
  const entry = binary(value.get("entry"), MAX_ENTRY);
  if (!value.has("event")) return { entry, content: null };
  const disclosures = parseDisclosures(parseCanonical(utf8(text(value.get("disclosures")))));
  return { entry, content: { event: text(value.get("event")), disclosures } };
}

function streamName(value: Json | undefined): string {
  const name = text(value);
  if (name.length > 2 * MAX_STREAM_NAME || [...name].length > MAX_STREAM_NAME) {
    throw new Refused("流名过长", `a stream's name has at most ${MAX_STREAM_NAME} characters`);
  }
  return name;
}
