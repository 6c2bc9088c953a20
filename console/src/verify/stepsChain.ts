/** Steps 10 to 13: the block header, the anchor and the signer's key in the chain's state, and the times. */
import type { ContractProof } from "./anchor.ts";
import { concat, equal, hex, utf8 } from "./bytes.ts";
import type { Case, Known } from "./case.ts";
import type { Code } from "./findings.ts";
import { parseHeader } from "./header.ts";
import { anchorRecord, anchorSlots, keyRecord, keySlots } from "./slots.ts";
import { readAccount, readStorage } from "./trie.ts";
import type { ContractTrust } from "./trust.ts";

/** The service's clock and the chain's may differ by this much. */
const CLOCK_TOLERANCE_MS = 300_000n;
const ROLES = ["head", "officer", "gateway", "auditor", "supervisor"];

export function readHeader(work: Case, { sealed }: Pick<Known, "sealed">): void {
  const { anchor } = sealed;
  if (anchor === null) {
    work.find("EV-1081");
    work.find("EV-1281");
    return;
  }
  const header = work.attempt(() => parseHeader(anchor.header), "EV-1001");
  if (!header) return;
  work.known.header = header;
  const pinned = work.policy.blocks.get(header.number);
  const block = String(header.number);
  if (pinned !== undefined) {
    if (!equal(pinned, header.hash)) work.find("EV-1002", { block, pinned: `0x${hex(pinned)}`, hash: `0x${hex(header.hash)}` });
  } else if (!work.policy.acceptUnsealed) {
    // The policy names no validators, so seals that are there cannot be told from made-up ones
    work.find(header.seals > 0 ? "EV-1083" : "EV-1082", { block });
  }
}

export function checkAnchor(
  work: Case,
  { sealed, header, checkpoint, streamsEntry }: Pick<Known, "sealed" | "header" | "checkpoint" | "streamsEntry">,
): void {
  const slots = anchorSlots(checkpoint.origin, checkpoint.size);
  const codes = { account: "EV-1101", code: "EV-1102", storage: "EV-1103" } as const;
  const values = readContract(work, codes, work.policy.eventLog, sealed.anchor!.log, header.stateRoot, slots);
  if (!values) return;
  const anchor = anchorRecord(values);
  if (anchor.block === 0n) {
    work.find("EV-1104", { origin: checkpoint.origin, size: String(checkpoint.size) });
    return;
  }
  if (!equal(anchor.root, checkpoint.root)) work.find("EV-1105");
  if (!equal(anchor.streamsRoot, streamsEntry.streamsRoot)) work.find("EV-1106");
  if (anchor.block > header.number || anchor.time > header.timestamp) {
    work.find("EV-1107", { anchored: String(anchor.block), block: String(header.number) });
  }
  work.known.anchored = anchor;
}

export function checkKey(
  work: Case,
  { header, event, entry }: Pick<Known, "header" | "event" | "entry">,
  proof: ContractProof,
): void {
  const codes = { account: "EV-1201", code: "EV-1202", storage: "EV-1203" } as const;
  const values = readContract(work, codes, work.policy.departments, proof, header.stateRoot, keySlots(entry.signer));
  if (!values) return;
  const key = keyRecord(values);
  if (key.role === 0) {
    work.find("EV-1204");
    return;
  }
  const actor = utf8(event.actor);
  if (!equal(key.department, concat(actor, new Uint8Array(32 - actor.length)))) work.find("EV-1205", { actor: event.actor });
  if (!event.row.keys.includes(ROLES[key.role - 1] ?? "")) work.find("EV-1206", { role: key.role });
  if (entry.recordedAt < key.validFrom * 1000n || entry.recordedAt >= key.validUntil * 1000n) {
    work.find("EV-1207", { recorded_at: String(entry.recordedAt) });
  }
  work.known.key = key;
}

export function checkTimes(work: Case, { entry, anchored }: Pick<Known, "entry" | "anchored">): void {
  if (entry.recordedAt > anchored.time * 1000n + CLOCK_TOLERANCE_MS) {
    work.find("EV-1301", { recorded_at: String(entry.recordedAt), anchored_at: String(anchored.time * 1000n) });
  }
}

function readContract(
  work: Case,
  codes: { account: Code; code: Code; storage: Code },
  trust: ContractTrust,
  proof: ContractProof,
  stateRoot: Uint8Array,
  slots: readonly Uint8Array[],
): bigint[] | null {
  const before = work.findings.length;
  const account = work.attempt(() => readAccount(stateRoot, trust.address, proof.account), codes.account);
  if (work.findings.length > before) return null;
  if (account === null || !equal(account.codeHash, trust.codeHash)) {
    work.find(codes.code);
    return null;
  }
  return work.attempt(
    () => slots.map((slot, at) => readStorage(account.storageRoot, slot, proof.storage[at] ?? [])),
    codes.storage,
  );
}
