import { describe, expect, test } from "vitest";
import { hex, sha256, unhex, utf8 } from "../bytes.ts";
import { checkConsistency, checkInclusion, leafHash, rootFromInclusion, rootOf } from "../merkle.ts";
import { batchDigest, domainSeparator, eventDigest, recoverSigner } from "../signatures.ts";
import { type StreamState, checkAbsence, checkMembership, streamKey } from "../streams.ts";
import { holds, vector } from "./vectors.ts";

const all = (hashes: string[]): Uint8Array[] => hashes.map(unhex);

describe("Merkle tree (§7)", () => {
  interface Row {
    name: string;
    path: string[];
    ok: boolean;
  }
  const rows = vector<{
    leaf_hashes: string[];
    roots: { size: number; root: string }[];
    inclusion: (Row & { index: string | number; size: string | number; leaf_hash: string; root: string })[];
    consistency: (Row & { old_size: string | number; new_size: string | number; old_root: string; new_root: string })[];
  }>("merkle.json");
  test.each(rows.roots)("root of $size leaves", ({ size, root }) => {
    expect(hex(rootOf(all(rows.leaf_hashes.slice(0, size))))).toBe(root);
  });
  test.each(rows.inclusion)("inclusion: $name", (row) => {
    const check = (): void =>
      checkInclusion(BigInt(row.index), BigInt(row.size), unhex(row.leaf_hash), all(row.path), unhex(row.root));
    expect(holds(check)).toBe(row.ok);
  });
  test.each(rows.consistency)("consistency: $name", (row) => {
    const [older, newer] = [unhex(row.old_root), unhex(row.new_root)];
    const check = (): void => checkConsistency(BigInt(row.old_size), BigInt(row.new_size), older, newer, all(row.path));
    expect(holds(check)).toBe(row.ok);
  });
});

describe("streams map (§8)", () => {
  interface State {
    key: string;
    count: number;
    head: string;
  }
  const rows = vector<{
    streams: (State & { name: string })[];
    membership: (State & { name: string; siblings: string[]; root: string; ok: boolean })[];
    absence: { name: string; key: string; siblings: string[]; other: State | null; root: string; ok: boolean }[];
  }>("streams.json");
  const state = (row: State): StreamState => ({ key: unhex(row.key), count: BigInt(row.count), head: unhex(row.head) });
  test.each(rows.streams)("key of $name", ({ name, key }) => expect(hex(streamKey(name))).toBe(key));
  test.each(rows.membership)("membership: $name", (row) => {
    expect(holds(() => checkMembership(state(row), all(row.siblings), unhex(row.root)))).toBe(row.ok);
  });
  test.each(rows.absence)("absence: $name", ({ key, siblings, other, root, ok }) => {
    expect(holds(() => checkAbsence(unhex(key), all(siblings), other && state(other), unhex(root)))).toBe(ok);
  });
});

describe("signatures (§6)", () => {
  interface Row {
    signer: string;
    digest: string;
    signature: string;
  }
  const rows = vector<{
    chain_id: number;
    event_log: string;
    domain_separator: string;
    events: (Row & {
      message: { eventType: string; actor: string; agreement: string; item: string; occurredAt: string; eventId: string };
    })[];
    batches: (Row & { message: { actor: string; count: number; root: string } })[];
  }>("event_signatures.json");
  const separator = domainSeparator(rows.chain_id, unhex(rows.event_log));
  const signer = (row: Row): string => `0x${hex(recoverSigner(unhex(row.digest), unhex(row.signature)))}`;

  test("domain", () => expect(hex(separator)).toBe(rows.domain_separator));
  test.each(rows.events)("event by $signer", (row) => {
    const { eventType: type, eventId, ...others } = row.message;
    expect(hex(eventDigest(separator, { ...others, type, id: unhex(eventId) }))).toBe(row.digest);
    expect(signer(row)).toBe(row.signer);
  });
  test.each(rows.batches)("batch by $signer", (row) => {
    const { actor, count, root } = row.message;
    const ids = Array.from({ length: count }, (_, at) => sha256(Uint8Array.of(0, 0, at >> 8, at & 255)));
    expect(hex(rootOf(ids.map(leafHash)))).toBe(root);
    expect(hex(batchDigest(separator, actor, BigInt(count), unhex(root)))).toBe(row.digest);
    expect(signer(row)).toBe(row.signer);
  });
  test.each([
    ["high s", (bytes: Uint8Array) => bytes.fill(0xff, 32, 64)],
    ["r zero", (bytes: Uint8Array) => bytes.fill(0, 0, 32)],
    ["v 0", (bytes: Uint8Array) => bytes.fill(0, 64)],
    ["cut", (bytes: Uint8Array) => bytes.slice(0, 64)],
  ])("refuses a signature: %s", (_, change) => {
    const row = rows.events[0]!;
    expect(holds(() => recoverSigner(unhex(row.digest), change(unhex(row.signature))))).toBe(false);
  });
});

test("an inclusion proof is bound to its position", () => {
  const leaves = ["a", "b", "c"].map((text) => leafHash(utf8(text)));
  const path = [leaves[0]!, leaves[2]!];
  expect(hex(rootFromInclusion(1n, 3n, leaves[1]!, path))).toBe(hex(rootOf(leaves)));
  expect(hex(rootFromInclusion(0n, 3n, leaves[1]!, path))).not.toBe(hex(rootOf(leaves)));
});
