/** Events (docs/formats.md §3), held against the closed catalogue of types. */
import catalogue from "../../../tests/vectors/event_types.json" with { type: "json" };
import { Refused, sha256, utf8 } from "./bytes.ts";
import { type Json, type JsonObject, parseCanonical } from "./canonical.ts";
import { type Form, hasForm, inForm, milliseconds } from "./forms.ts";

/** A row of the catalogue: names, who signs with which keys, and what the event must carry. */
export interface EventType {
  readonly zh: string;
  readonly en: string;
  readonly stage: string;
  readonly keys: readonly string[];
  readonly needs: readonly string[];
  readonly fields: readonly string[];
  /** Clauses that it is about. */
  readonly duties: readonly string[];
}

export const EVENT_TYPES: ReadonlyMap<string, EventType> = new Map(Object.entries(catalogue));

export interface Event {
  readonly id: Uint8Array;
  readonly type: string;
  readonly row: EventType;
  readonly actor: string;
  readonly occurredAt: string;
  readonly agreement: string | undefined;
  readonly item: string | undefined;
  readonly fields: ReadonlyMap<string, Json>;
  /** Names of the streams it lies in, in order. */
  readonly streams: readonly string[];
}

const MAX_EVENT = 16_384;
const MAX_LIST = 64;
const REQUIRED = ["v", "type", "actor", "lane", "seq", "occurred_at", "nonce", "fields"];
const OPTIONAL: Record<string, (value: Json) => unknown> = {
  agreement: form("agreement"),
  item: form("item"),
  on_behalf_of: form("department"),
  operator: form("operator"),
  supersedes: form("digest"),
  parents: checkParents,
  payload: checkPayload,
};

export function parseEvent(text: string): Event {
  const bytes = utf8(text);
  if (bytes.length > MAX_EVENT) throw refused("size");
  const value = parseCanonical(bytes);
  if (!(value instanceof Map) || REQUIRED.some((name) => !value.has(name))) throw refused("missing");
  if ([...value.keys()].some((name) => !REQUIRED.includes(name) && !(name in OPTIONAL))) throw refused("unknown");
  if (value.get("v") !== 1) throw refused("version");
  checkMembers(value);
  const type = value.get("type");
  const row = typeof type === "string" ? EVENT_TYPES.get(type) : undefined;
  if (typeof type !== "string" || row === undefined) throw refused("type");
  checkType(value, row);
  return toEvent(sha256(bytes), type, row, value);
}

function toEvent(id: Uint8Array, type: string, row: EventType, value: JsonObject): Event {
  const text = (name: string) => value.get(name) as string | undefined;
  const actor = value.get("actor") as string;
  const [agreement, item, onBehalfOf] = [text("agreement"), text("item"), text("on_behalf_of")];
  const streams = [
    ...(agreement ? [`agreement:${agreement}`] : []),
    ...(item ? [`item:${item}`] : []),
    `department:${actor}`,
    ...(onBehalfOf ? [`department:${onBehalfOf}`] : []),
  ];
  const fields = value.get("fields") as JsonObject;
  return { id, type, row, actor, occurredAt: value.get("occurred_at") as string, agreement, item, fields, streams };
}

function checkMembers(value: JsonObject): void {
  inForm("department", value.get("actor"));
  inForm("nonce", value.get("nonce"));
  milliseconds(value.get("occurred_at"));
  checkNumber(value.get("lane"), 2 ** 32 - 1);
  checkNumber(value.get("seq"), Number.MAX_SAFE_INTEGER);
  const fields = value.get("fields");
  if (!(fields instanceof Map) || fields.size > MAX_LIST) throw refused("fields");
  for (const [name, digest] of fields) {
    inForm("field", name);
    inForm("digest", digest);
  }
  for (const [name, check] of Object.entries(OPTIONAL)) if (value.has(name)) check(value.get(name)!);
  if (value.get("on_behalf_of") === value.get("actor")) throw refused("on_behalf_of");
}

function checkType(value: JsonObject, row: EventType): void {
  const fields = value.get("fields") as JsonObject;
  if (row.needs.some((name) => !value.has(name))) throw refused("needs");
  if (row.fields.some((name) => !fields.has(name))) throw refused("fields");
}

function checkParents(value: Json): void {
  const ids = Array.isArray(value) ? value : [];
  const ascending = ids.every((id, at) => hasForm("digest", id) && (at === 0 || ids[at - 1]! < id));
  if (ids.length < 1 || ids.length > MAX_LIST || !ascending) throw refused("parents");
}

function checkPayload(value: Json): void {
  const members = value instanceof Map ? value : new Map<string, Json>();
  const alg = members.get("alg");
  if (members.size !== 3 || (alg !== "sha256" && alg !== "sm3" && alg !== "keccak256")) throw refused("payload");
  inForm("digest", members.get("digest"));
  checkNumber(members.get("rows"), Number.MAX_SAFE_INTEGER);
}

function checkNumber(value: Json | undefined, largest: number): void {
  if (typeof value !== "number" || value > largest) throw refused("number");
}

function form(name: Form): (value: Json) => string {
  return (value) => inForm(name, value);
}

function refused(rule: string): Refused {
  return new Refused(`事件不合规范: ${rule}`, `the event does not follow its format: ${rule}`, rule);
}
