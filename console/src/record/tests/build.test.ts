import { secp256k1 } from "@noble/curves/secp256k1.js";
import { hashTypedData } from "viem";
import { describe, expect, test } from "vitest";
import { signDigest } from "../../features/session/keystore";
import { hex, unhex } from "../../verify/bytes.ts";
import { fromPlain } from "../../verify/canonical.ts";
import { fieldDigest } from "../../verify/disclosure.ts";
import { vector } from "../../verify/tests/vectors.ts";
import { build, spell } from "../build.ts";
import { type Draft, readDraft, writeDraft } from "../draft.ts";
import { typedEvent } from "../typed.ts";
import { type FieldGuide, type Guide, lacking, valueOf } from "../values.ts";

interface Members extends Omit<Draft, "values" | "parents" | "onBehalfOf"> {
  readonly v: 1;
  readonly actor: string;
  readonly lane: number;
  readonly seq: number;
  readonly occurred_at: string;
  readonly nonce: string;
  readonly fields: Record<string, string>;
  readonly on_behalf_of?: string;
  readonly parents?: string[];
}

const events = vector<{ events: { name: string; text: string; id: string }[] }>("events.json").events;

describe("the builder writes the frozen bytes", () => {
  test.each(events)("$name", ({ text }) => {
    const members = Object.entries(JSON.parse(text) as Record<string, unknown>);
    expect(spell(Object.fromEntries([...members.reverse(), ["supersedes_not", undefined]]))).toBe(text);
  });

  test.each(events)("$name: a draft with its own chance ends in the same members", ({ text }) => {
    const { v: _, actor, lane, seq, occurred_at: occurredAt, nonce, fields, on_behalf_of: onBehalfOf, parents = [], ...rest } = JSON.parse(text) as Members;
    const names = Object.keys(fields);
    const salts = names.map((_name, at) => Uint8Array.from({ length: 16 }, () => at));
    const chances = [...salts, unhex(nonce)];
    const values = Object.fromEntries(names.map((name, at) => [name, `value ${at}`]));
    const draft: Draft = { ...rest, values, parents: [...parents].reverse(), onBehalfOf };
    const built = build(draft, { actor, lane, seq, occurredAt, chance: () => chances.shift()! });
    const digests = Object.fromEntries(names.map((name, at) => [name, fieldDigest(name, salts[at]!, fromPlain(values[name]))]));
    expect(JSON.parse(built.text)).toEqual({ ...(JSON.parse(text) as object), fields: digests });
    expect(built.disclosures[names[0]!]).toEqual(names.length ? { salt: "00".repeat(16), value: "value 0" } : undefined);
  });

  test("field digests are those of the vectors", () => {
    for (const { field, salt, value, digest } of vector<{ fields: { field: string; salt: string; value: unknown; digest: string }[] }>("disclosure.json").fields) {
      let first = true;
      const chance = (): Uint8Array => (first ? ((first = false), unhex(salt)) : new Uint8Array(16));
      const { text } = build(
        { type: "incident", values: { [field]: value, kind: "k", discovered_at: "t", level: "l", affected: "a" }, parents: [] },
        { actor: "AB", lane: 0, seq: 0, occurredAt: "2026-11-22T01:28:00.000Z", chance },
      );
      expect((JSON.parse(text) as { fields: Record<string, string> }).fields[field]).toBe(digest);
    }
  });
});

describe("what is signed", () => {
  const rows = vector<{ chain_id: number; event_log: `0x${string}`; events: { message: Record<string, string>; test_key: string; digest: string; signature: string }[] }>("event_signatures.json");
  test.each(rows.events)("$message.eventType: digest and signature are those of the vectors", ({ message, test_key: key, digest, signature }) => {
    const event = {
      id: unhex(message["eventId"]!), type: message["eventType"]!, actor: message["actor"]!, agreement: message["agreement"] || undefined,
      item: message["item"] || undefined, occurredAt: message["occurredAt"]!,
    };
    const typed = typedEvent(event, rows.chain_id, rows.event_log);
    expect(hashTypedData(typed)).toBe(`0x${digest}`);
    expect(signDigest(unhex(key), unhex(digest))).toBe(signature);
    expect(secp256k1.utils.isValidPrivateKey(unhex(key))).toBe(true);
  });
});

describe("drafts travel as files", () => {
  const draft: Draft = { type: "request", values: { scope: ["code"], volume: 3 }, parents: [], item: "307001/000001" };
  test("and come back as they were", () => expect(readDraft(writeDraft(draft))).toEqual(draft));
  test.each([
    ["no JSON", "{"],
    ["another format", JSON.stringify({ ...draft, format: "quanze/draft/v2" })],
    ["a type that does not exist", writeDraft({ ...draft, type: "toString" })],
    ["a parent that is no event id", writeDraft({ ...draft, parents: ["x"] })],
    ["an item that is no code", writeDraft({ ...draft, item: "<img>" })],
    ["a payload with more members", writeDraft({ ...draft, payload: { alg: "sha256", digest: hex(new Uint8Array(32)), rows: 1, path: "/etc" } as never })],
  ])("refuses %s", (_name, text) => expect(readDraft(text)).toBeNull());
});

describe("a form says what it lacks", () => {
  const field = (kind: string, more: Partial<FieldGuide> = {}): FieldGuide => ({ name: "f", zh: "", en: "", kind, choices: [], optional: false, five: false, ...more });
  test.each([
    ["an empty text", field("text"), "  ", "empty"],
    ["half a number", field("integer"), 1.5, "number"],
    ["a negative number", field("integer"), -1, "number"],
    ["no time", field("time"), "soon", "time"],
    ["no JSON", field("json"), "{", "json"],
    ["a value that is none of the choices", field("choice", { choices: [{ value: "pass", zh: "", en: "" }] }), "maybe", "choice"],
    ["a flag nobody set", field("flag"), undefined, "empty"],
  ])("%s", (_name, guide, given, wrong) => expect(valueOf(guide, given)).toEqual({ wrong }));
  test.each([
    ["a text without its blanks", field("text"), " a ", "a"],
    ["no time zone is lost", field("time"), "2026-12-31T18:00:00+08:00", "2026-12-31T10:00:00.000Z"],
    ["an empty list", field("list"), undefined, []],
    ["a text that may be empty", field("text", { optional: true }), "", ""],
  ])("%s", (_name, guide, given, value) => expect(valueOf(guide, given)).toEqual({ value }));

  const guide = { fields: [], needs: ["item", "parents"], before: ["request"], any_parent: false } as unknown as Guide;
  const matter = { agreement: "", item: "a", parents: [] as string[], parentTypes: [] as (string | undefined)[], hasPayload: false };
  const id = "ab".repeat(32);
  test.each([
    ["the step before is missing", matter, { parents: "parents" }],
    ["the step before is of another type", { ...matter, parents: [id], parentTypes: ["deliver"] }, { parents: "parents" }],
    ["the step before is no event id", { ...matter, parents: ["x"] }, { parents: "code" }],
    ["the step before is not known here", { ...matter, parents: [id], parentTypes: [undefined] }, {}],
    ["the item is missing", { ...matter, item: "", parents: [id], parentTypes: ["request"] }, { item: "empty" }],
    ["nothing", { ...matter, parents: [id], parentTypes: ["request"] }, {}],
  ])("%s", (_name, given, found) => expect(Object.fromEntries(lacking(guide, {}, given))).toEqual(found));
});
