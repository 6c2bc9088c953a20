/** Any file that proves something: told apart by its content, never by its name, and verified by its own steps. */
import { Refused, utf8 } from "./bytes.ts";
import { parseCanonical } from "./canonical.ts";
import { MAX_EVIDENCE } from "./evidence.ts";
import { MAX_EXTRACT } from "./extract.ts";
import type { Report } from "./stepping.ts";
import { MAX_TLOG_PROOF, TLOG_PROOF_FAMILY } from "./tlogProof.ts";
import type { TrustPolicy } from "./trust.ts";
import { verifyEvidence } from "./verify.ts";
import { verifyExtract } from "./verifyExtract.ts";
import { verifyTlogProof } from "./verifyTlogProof.ts";

export type DocumentKind = "evidence" | "extract" | "tlog-proof";

/** No file that proves something is longer. */
export const MAX_DOCUMENT = Math.max(MAX_EVIDENCE, MAX_EXTRACT, MAX_TLOG_PROOF);

const VERIFIERS: Record<DocumentKind, (bytes: Uint8Array, policy: TrustPolicy) => Report> = {
  evidence: verifyEvidence,
  extract: verifyExtract,
  "tlog-proof": verifyTlogProof,
};
const FIRST = utf8(TLOG_PROOF_FAMILY);

/** What a file says it is; one that says nothing known is examined as evidence, which refuses it in its first step. */
export function kindOf(bytes: Uint8Array): DocumentKind {
  if (FIRST.every((byte, at) => bytes[at] === byte)) return "tlog-proof";
  if (bytes.length > MAX_DOCUMENT) return "evidence";
  try {
    const document = parseCanonical(bytes);
    const format = document instanceof Map ? document.get("format") : undefined;
    return typeof format === "string" && format.startsWith("quanze/extract/") ? "extract" : "evidence";
  } catch (refusal) {
    if (refusal instanceof Refused) return "evidence";
    throw refusal;
  }
}

/** Verifies a file of any kind against `policy`; never throws on a bad one. */
export function verifyDocument(bytes: Uint8Array, policy: TrustPolicy): Report {
  return VERIFIERS[kindOf(bytes)](bytes, policy);
}
