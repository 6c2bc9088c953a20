import { describe, expect, test } from "vitest";
import { base64, utf8 } from "../bytes.ts";
import { type Json, type JsonObject, canonicalBytes, parseCanonical } from "../canonical.ts";
import { MAX_DOCUMENT, kindOf, verifyDocument } from "../document.ts";
import { parseTrust } from "../trust.ts";
import { vector, vectorBytes } from "./vectors.ts";

const policyOf = (name: string) => parseTrust(vectorBytes(`evidence/${name}`));
const streamTrust = policyOf("stream.trust.json");
const extract = vectorBytes("evidence/stream.extract");
const proof = new TextDecoder().decode(vectorBytes("evidence/alone.tlog-proof"));
const aloneTrust = policyOf("trust.json");

/** The frozen extract with one thing changed, spelled canonically again. */
function changed(change: (document: JsonObject, entries: JsonObject[]) => void): Uint8Array {
  const document = parseCanonical(extract) as JsonObject;
  change(document, document.get("entries") as JsonObject[]);
  return canonicalBytes(document);
}

const codesOf = (bytes: Uint8Array, policy = streamTrust): string[] => verifyDocument(bytes, policy).findings.map(({ code }) => code);

test.each([
  ["alone.evidence", "trust.json", "alone.report.json", "evidence"],
  ["batch.evidence", "trust.json", "batch.report.json", "evidence"],
  ["witnessed.evidence", "witnessed.trust.json", "witnessed.report.json", "evidence"],
  ["stream.extract", "stream.trust.json", "stream.report.json", "extract"],
])("%s has the report that was frozen", (name, trust, report, kind) => {
  const bytes = vectorBytes(`evidence/${name}`);
  expect(kindOf(bytes)).toBe(kind);
  expect(verifyDocument(bytes, policyOf(trust))).toEqual(vector(`evidence/${report}`));
});

describe("extract (§15)", () => {
  const positions = Array.from({ length: 7 }, (_, at) => at);
  test.each(positions)("an entry left out is missed: number %i", (at) => {
    const codes = codesOf(changed((_, entries) => entries.splice(at, 1)));
    expect(codes).toContain("EV-0701");
    expect(codes).toContain("EV-0904");
  });

  test.each(positions.slice(1))("two entries change places unseen nowhere: %i and the one before", (at) => {
    const bytes = changed((_, entries) => entries.splice(at - 1, 2, entries[at]!, entries[at - 1]!));
    expect(codesOf(bytes)).toEqual(expect.arrayContaining(["EV-0404", "EV-0701", "EV-0904"]));
  });

  test("no byte can be changed unseen", () => {
    for (let at = 0; at < extract.length; at += 613) {
      const bytes = extract.slice();
      bytes[at] = bytes[at]! ^ 1;
      expect(verifyDocument(bytes, streamTrust).result, `byte ${at}`).toBe("failed");
    }
  }, 60_000);

  test.each<[string, string[], (document: JsonObject, entries: JsonObject[]) => unknown]>([
    ["another stream's name", ["EV-0404", "EV-0904"], (document) => document.set("stream", "item:310/other")],
    ["places moved by one", ["EV-0404", "EV-0904"], (document) => document.set("start", 3)],
    ["stream said to be longer", ["EV-0904"], (document) => document.set("count", 13)],
    ["stream said to be shorter", ["EV-0904"], (document) => document.set("count", 11)],
    ["a stream of nothing", ["EV-0904"], (document) => document.set("count", 0)],
    ["a place beyond every number", ["EV-0404", "EV-0904"], (document) => document.set("start", Number.MAX_SAFE_INTEGER)],
    ["a hash of the stream fewer", ["EV-0904"], (document) => (document.get("stream_hashes") as Json[]).pop()],
    ["a hash of the log fewer", ["EV-0701"], (document) => (document.get("log_hashes") as Json[]).pop()],
    ["another hash of the log", ["EV-0701"], (document) => (document.get("log_hashes") as Json[]).splice(0, 1, base64(new Uint8Array(32)))],
    ["a hash of 31 bytes", ["EV-0904"], (document) => (document.get("stream_hashes") as Json[]).splice(0, 1, base64(new Uint8Array(31)))],
    ["another map", ["EV-0904"], (document) => (document.get("map") as Json[]).push(base64(new Uint8Array(32)))],
    ["an entry shown twice", ["EV-0404", "EV-0701", "EV-0904"], (_, entries) => entries.splice(1, 0, entries[0]!)],
    ["no entry", ["EV-0401", "EV-0904"], (_, entries) => entries[0]!.set("entry", "AQ==")],
    ["no event", ["EV-0201", "EV-0402"], (_, entries) => entries[1]!.set("event", "{}")],
    ["an interval that begins before what is shown", ["EV-1401"], (document) => document.set("since", "2026-11-22T01:28:02.000Z")],
    ["an interval that ends after what is shown", ["EV-1401"], (document) => document.set("until", "2026-11-22T01:28:09.000Z")],
  ])("%s fails with its codes", (_, codes, change) => {
    const found = codesOf(changed(change));
    expect(found).toEqual(expect.arrayContaining(codes));
  });

  test("an interval whose ends are shown is verified", () => {
    const bytes = changed((document) => document.set("since", "2026-11-22T01:28:03.000Z").set("until", "2026-11-22T01:28:08.000Z"));
    const { result, summary } = verifyDocument(bytes, streamTrust);
    expect([result, summary["since"], summary["until"]]).toEqual(["verified", "2026-11-22T01:28:03.000Z", "2026-11-22T01:28:08.000Z"]);
  });

  test("without an anchor it leaves the verdict open", () => {
    const bytes = changed((document) => document.delete("anchor") && document.delete("keys"));
    expect([verifyDocument(bytes, streamTrust).result, codesOf(bytes)]).toEqual(["undetermined", ["EV-1081", "EV-1281"]]);
  });

  test.each<[string, string, (document: JsonObject, entries: JsonObject[]) => unknown]>([
    ["another version", "EV-0102", (document) => document.set("format", "quanze/extract/v2")],
    ["an unknown member", "EV-0101", (document) => document.set("surplus", 1)],
    ["no entries", "EV-0101", (document) => document.set("entries", [])],
    ["more entries than allowed", "EV-0101", (document, entries) => document.set("entries", Array.from({ length: 10_001 }, () => entries[4]!))],
    ["a count in words", "EV-0101", (document) => document.set("count", "12")],
    ["an anchor without keys", "EV-0101", (document) => document.delete("keys")],
    ["too many keys", "EV-0101", (document) => document.set("keys", 10_001)],
    ["keys that are not the anchor's", "EV-0101", (document) => document.set("keys", 1)],
    ["a time in words", "EV-0101", (document) => document.set("since", "yesterday")],
    ["a name too long", "EV-0101", (document) => document.set("stream", "x".repeat(201))],
    ["an event without disclosures", "EV-0101", (_, entries) => entries[0]!.delete("disclosures")],
    ["disclosures with a float", "EV-0101", (_, entries) => entries[0]!.set("disclosures", '{"rows":{"salt":"00","value":1.5}}')],
    ["a hash of 36 bytes", "EV-0101", (document) => document.set("map", ["A".repeat(48)])],
  ])("is refused with %s", (_, code, change) => expect(codesOf(changed(change))).toEqual([code]));
});

describe("tlog-proof (§16)", () => {
  const verified = verifyDocument(utf8(proof), aloneTrust);

  test("the frozen one shows that its entry is in the log", () => {
    expect(verified.result).toBe("verified");
    expect(verified.steps.map(({ step, status }) => [step, status])).toEqual([1, 4, 6, 7].map((step) => [step, "passed"]));
    const { event, index, recorded_at, checkpoint_size } = vector<{ summary: Record<string, unknown> }>("evidence/alone.report.json").summary;
    expect(verified.summary).toMatchObject({ event, index, recorded_at, checkpoint_size });
  });

  test("no byte can be changed unseen", () => {
    const bytes = utf8(proof);
    for (let at = 0; at < bytes.length; at += 7) {
      const flipped = bytes.slice();
      flipped[at] = flipped[at]! ^ 1;
      expect(verifyDocument(flipped, aloneTrust).result, `byte ${at}`).toBe("failed");
    }
  });

  test.each<[string, string, (text: string) => string]>([
    ["another version", "EV-0102", (text) => text.replace("@v1", "@v2")],
    ["a leading zero", "EV-0101", (text) => text.replace("index 3", "index 03")],
    ["a negative index", "EV-0101", (text) => text.replace("index 3", "index -3")],
    ["no index", "EV-0101", (text) => text.replace("index 3\n", "")],
    ["no extra", "EV-0101", (text) => text.replace(/extra .*\n/, "")],
    ["an extra that is no entry", "EV-0401", (text) => text.replace(/extra .*\n/, "extra AQ==\n")],
    ["a hash too short", "EV-0101", (text) => text.replace("H5wn", "H5w")],
    ["a path too long", "EV-0101", (text) => text.replace("index 3\n", `index 3\n${`${"A".repeat(43)}=\n`.repeat(65)}`)],
    ["a hash more", "EV-0701", (text) => text.replace("index 3\n", `index 3\n${"A".repeat(43)}=\n`)],
    ["another index", "EV-0701", (text) => text.replace("index 3", "index 2")],
    ["an index beyond the checkpoint", "EV-0702", (text) => text.replace("index 3", "index 8")],
    ["no checkpoint", "EV-0101", (text) => text.slice(0, text.indexOf("\n\n"))],
    ["no note", "EV-0101", (text) => `${text.slice(0, text.indexOf("\n\n"))}\n\nno note`],
    ["carriage returns", "EV-0101", (text) => text.replaceAll("\n", "\r\n")],
    ["a checkpoint of another size", "EV-0601", (text) => text.replace("\n8\n", "\n9\n")],
    ["another origin", "EV-0602", (text) => text.replaceAll("demo.quanze", "demi.quanze")],
  ])("fails with %s", (_, code, change) => {
    expect(change(proof)).not.toBe(proof);
    expect(codesOf(utf8(change(proof)), aloneTrust)).toContain(code);
  });

  test("against another log's key it fails", () => expect(verifyDocument(utf8(proof), policyOf("witnessed.trust.json")).result).not.toBe("verified"));
});

describe("what is no document of any kind is refused in its first step", () => {
  const deep = 100_000;
  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["no text", Uint8Array.of(255, 254, 0)],
    ["an array", utf8("[]")],
    ["a bare format", utf8('{"format":"quanze/extract/v1"}')],
    ["a format of nobody", utf8('{"format":"quanze/else/v1"}')],
    ["a format that is no text", utf8('{"format":1}')],
    ["deep nesting", utf8(`${"[".repeat(deep)}${"]".repeat(deep)}`)],
    ["a float", utf8('{"format":"quanze/extract/v1","start":1.5}')],
    ["a member twice", utf8('{"format":"quanze/extract/v1","format":"quanze/extract/v1"}')],
    ["half an extract", extract.slice(0, extract.length >> 1)],
    ["an extract and a line more", utf8(`${new TextDecoder().decode(extract)}\n`)],
    ["half a tlog-proof", utf8(proof.slice(0, 60))],
    ["a proof behind a byte order mark", utf8(`\ufeff${proof}`)],
    ["a text of megabytes", utf8(`{"format":"quanze/extract/v1","stream":"${"x".repeat(20_000_000)}"}`)],
    ["a text of escapes", utf8(`{"format":"quanze/extract/v1","stream":"${'\\"'.repeat(500_000)}"}`)],
    ["more bytes than any document has", new Uint8Array(MAX_DOCUMENT + 1).fill(91)],
  ])("%s", (_, bytes) => {
    const report = verifyDocument(bytes, streamTrust);
    expect(report.result).toBe("failed");
    expect(report.findings.map(({ code }) => code.slice(0, 5))).toEqual(["EV-01"]);
    expect(report.steps.slice(1).every(({ status }) => status === "skipped")).toBe(true);
  });
});
