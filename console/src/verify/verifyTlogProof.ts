/**
 * Offline verification of a C2SP tlog-proof (docs/formats.md §16): that an entry is in the log under a checkpoint, and
 * no more. Steps carry the numbers of verify.ts.
 */
import { hex } from "./bytes.ts";
import type { Case, Known } from "./case.ts";
import { parseEventEntry } from "./entries.ts";
import { checkInclusion, leafHash } from "./merkle.ts";
import * as sealing from "./sealing.ts";
import { type Report, type Step, type Summary, checkpointSummary, entrySummary, runSteps } from "./stepping.ts";
import { parseTlogProof } from "./tlogProof.ts";
import type { TrustPolicy } from "./trust.ts";

const STEPS: readonly Step[] = [
  { step: 1, zh: "包含证明文件", en: "document", needs: [], run: readDocument },
  { step: 4, zh: "日志条目", en: "log entry", needs: ["proof"], run: readEntry },
  sealing.CHECKPOINT,
  { step: 7, zh: "条目在日志中", en: "entry in the log", needs: ["proof", "entry", "checkpoint"], run: checkEntryInLog },
];

/** Verifies the bytes of one tlog-proof; never throws on a bad one. */
export function verifyTlogProof(document: Uint8Array, policy: TrustPolicy): Report {
  return runSteps(STEPS, document, policy, summarise);
}

function readDocument(work: Case): void {
  const proof = work.read(parseTlogProof);
  if (proof) Object.assign(work.known, { proof, noted: proof });
}

function readEntry(work: Case, { proof }: Pick<Known, "proof">): void {
  const entry = work.attempt(() => parseEventEntry(proof.entry), "EV-0401");
  if (entry) work.known.entry = entry;
}

/** The entry stands where the file says, and that is where it says of itself that it stands. */
function checkEntryInLog(work: Case, { proof, entry, checkpoint }: Pick<Known, "proof" | "entry" | "checkpoint">): void {
  const { index, path } = proof;
  if (index >= checkpoint.size) {
    work.find("EV-0702", { index: String(index), size: String(checkpoint.size) });
  } else if (index !== entry.index) {
    work.find("EV-0701", { index: String(index), named: String(entry.index) });
  } else {
    work.attempt(() => checkInclusion(index, checkpoint.size, leafHash(proof.entry), path, checkpoint.root), "EV-0701");
  }
}

function summarise(work: Case): Summary {
  const { entry } = work.known;
  return {
    ...(entry && { event: hex(entry.eventId) }),
    ...entrySummary(work),
    ...checkpointSummary(work),
  };
}
