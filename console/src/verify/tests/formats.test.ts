import { describe, expect, test } from "vitest";
import { base64, hex, textOf, unbase64, unhex, utf8 } from "../bytes.ts";
import { canonical, fromPlain, parseCanonical } from "../canonical.ts";
import { openCheckpoint, parseLogKey, splitNote } from "../checkpoint.ts";
import { fieldDigest, parseDisclosures, payloadDigest } from "../disclosure.ts";
import { parseEventEntry, parseStreamsEntry } from "../entries.ts";
import { EVENT_TYPES, parseEvent } from "../event.ts";
import { leafHash } from "../merkle.ts";
import { holds, vector } from "./vectors.ts";

interface Named {
  name: string;
}

describe("canonical JSON (§2)", () => {
  const rows = vector<{
    accepted: (Named & { text: string; value: unknown })[];
    refused: (Named & { hex: string; reason: string })[];
  }>("canonical.json");
  test.each(rows.accepted)("accepts: $name", ({ text, value }) => {
    expect(parseCanonical(utf8(text))).toEqual(fromPlain(value));
    expect(canonical(fromPlain(value))).toBe(text);
  });
  test.each(rows.refused)("refuses: $name", ({ hex: bytes }) => {
    expect(holds(() => parseCanonical(unhex(bytes)))).toBe(false);
  });
});

describe("events (§3)", () => {
  const rows = vector<{
    events: (Named & { text: string; id: string; streams: string[] })[];
    refused: (Named & { text: string })[];
  }>("events.json");
  test.each(rows.events)("accepts: $name", ({ text, id, streams }) => {
    const event = parseEvent(text);
    expect(hex(event.id)).toBe(id);
    expect(event.streams).toEqual(streams);
  });
  test.each(rows.refused)("refuses: $name", ({ text }) => expect(holds(() => parseEvent(text))).toBe(false));
  test("knows the closed catalogue and nothing else", () => {
    expect([...EVENT_TYPES.keys()]).toEqual(Object.keys(vector("event_types.json")));
  });
});

describe("disclosures (§4, §5)", () => {
  const rows = vector<{
    fields: { field: string; salt: string; value: unknown; digest: string }[];
    checks: (Named & { digests: Record<string, string>; disclosures: unknown; ok: boolean })[];
    payloads: { alg: string; salt: string; content: string; digest: string }[];
    refused_shapes: (Named & { disclosures: unknown })[];
  }>("disclosure.json");
  test.each(rows.fields)("field $field", ({ field, salt, value, digest }) => {
    expect(fieldDigest(field, unhex(salt), fromPlain(value))).toBe(digest);
  });
  test.each(rows.checks)("check: $name", ({ digests, disclosures, ok }) => {
    const agrees = (): boolean =>
      [...parseDisclosures(fromPlain(disclosures))].every(
        ([name, { salt, value }]) => fieldDigest(name, salt, value) === digests[name],
      );
    expect(holds(() => fromPlain(disclosures)) && holds(agrees) && agrees()).toBe(ok);
  });
  test.each(rows.payloads)("payload by $alg", ({ alg, salt, content, digest }) => {
    expect(payloadDigest(alg, unhex(salt), unhex(content))).toBe(digest);
  });
  test.each(rows.refused_shapes)("refuses: $name", ({ disclosures }) => {
    expect(holds(() => parseDisclosures(fromPlain(disclosures)))).toBe(false);
  });
});

describe("entries (§7)", () => {
  interface Row extends Named {
    kind: "event" | "streams";
    hex: string;
    leaf_hash: string;
    index: string;
    recorded_at: string;
    event_id?: string;
    streams_root?: string;
    positions?: string[];
    batch?: { position: string; count: string; path: string[] } | null;
  }
  const rows = vector<{ entries: Row[]; refused_event_entries: Row[]; refused_streams_entries: Row[] }>("entries.json");
  test.each(rows.entries)("reads: $name", (row) => {
    const bytes = unhex(row.hex);
    expect(hex(leafHash(bytes))).toBe(row.leaf_hash);
    if (row.kind === "streams") {
      const entry = parseStreamsEntry(bytes);
      expect([entry.index, entry.recordedAt].map(String)).toEqual([row.index, row.recorded_at]);
      expect(hex(entry.streamsRoot)).toBe(row.streams_root);
      return;
    }
    const entry = parseEventEntry(bytes);
    expect([entry.index, entry.recordedAt].map(String)).toEqual([row.index, row.recorded_at]);
    expect(hex(entry.eventId)).toBe(row.event_id);
    expect(entry.positions.map(String)).toEqual(row.positions);
    const { batch } = entry;
    expect(batch && { position: String(batch.position), count: String(batch.count), path: batch.path.map(hex) }).toEqual(row.batch);
  });
  test.each(rows.refused_event_entries)("refuses as event entry: $name", ({ hex: bytes }) => {
    expect(holds(() => parseEventEntry(unhex(bytes)))).toBe(false);
  });
  test.each(rows.refused_streams_entries)("refuses as streams entry: $name", ({ hex: bytes }) => {
    expect(holds(() => parseStreamsEntry(unhex(bytes)))).toBe(false);
  });
});

describe("checkpoints (§9)", () => {
  interface Published {
    name: string;
    body: string;
    note: string;
    c2sp_note: string;
    c2sp_body: string;
    c2sp_name: string;
    c2sp_key_id: string;
  }
  const rows = vector<{
    origin: string;
    root: string;
    verifier_key: string;
    accepted: (Named & { note: string; size: string })[];
    refused: (Named & { note: string })[];
    refused_keys: (Named & { key: string })[];
    published: Published;
  }>("checkpoint.json");
  const log = parseLogKey(rows.verifier_key);
  test.each(rows.accepted)("accepts: $name", ({ note, size }) => {
    const found = openCheckpoint(note, log);
    expect([found.origin, String(found.size), hex(found.root)]).toEqual([rows.origin, size, rows.root]);
  });
  test.each(rows.refused)("refuses: $name", ({ note }) => expect(holds(() => openCheckpoint(note, log))).toBe(false));
  test.each(rows.refused_keys)("refuses the key: $name", ({ key }) => expect(holds(() => parseLogKey(key))).toBe(false));
  test("splits the published notes as Go and C2SP do", () => {
    const { published } = rows;
    expect(splitNote(published.note).body).toBe(published.body);
    const [first] = splitNote(published.c2sp_note).signatures;
    expect(splitNote(published.c2sp_note).body).toBe(published.c2sp_body);
    expect([first?.name, hex(first!.bytes.slice(0, 4))]).toEqual([published.c2sp_name, published.c2sp_key_id]);
  });
});

describe("bytes", () => {
  test("a byte order mark is no white space", () => expect(textOf(Uint8Array.of(0xef, 0xbb, 0xbf))).toHaveLength(1));
  test.each([["QQ"], ["QR=="], ["Q Q="], ["-_8="]])("refuses base64 %s", (text) => {
    expect(holds(() => unbase64(text))).toBe(false);
  });
  test("base64 has one spelling", () => expect(base64(unbase64("QQ=="))).toBe("QQ=="));
});
