/**
 * Offline verification of one event's evidence against a trust policy, written from docs/formats.md alone and
 * independent of the Python verifier. Thirteen steps; a step whose needs were not established is skipped, all others
 * run, so that every failure is listed. Nothing here reads a network, a clock or a file.
 */
import { hex } from "./bytes.ts";
import { Case, type Known } from "./case.ts";
import type { Finding } from "./findings.ts";
import { moment } from "./forms.ts";
import * as chain from "./stepsChain.ts";
import * as event from "./stepsEvent.ts";
import * as log from "./stepsLog.ts";
import type { TrustPolicy } from "./trust.ts";

export type Verdict = "verified" | "failed" | "undetermined";
export type Status = "passed" | "failed" | "undetermined" | "skipped";

export interface StepOutcome {
  readonly step: number;
  readonly zh: string;
  readonly en: string;
  readonly status: Status;
}

export interface Report {
  readonly format: "quanze/report/v1";
  readonly result: Verdict;
  readonly steps: readonly StepOutcome[];
  readonly findings: readonly Finding[];
  /** What is known of the event and its times; a member is absent where it could not be established. */
  readonly summary: Readonly<Record<string, string | number | string[]>>;
}

interface Step {
  readonly zh: string;
  readonly en: string;
  readonly needs: readonly (keyof Known)[];
  readonly run: (work: Case, known: Known) => void;
  /** Needs the anchor part of the document. */
  readonly anchored?: true;
}

const STEPS: readonly Step[] = [
  { zh: "证据文件", en: "document", needs: [], run: event.readDocument },
  { zh: "事件", en: "event", needs: ["evidence"], run: event.readEvent },
  { zh: "披露的字段", en: "disclosed fields", needs: ["evidence", "event"], run: event.checkDisclosures },
  { zh: "日志条目", en: "log entry", needs: ["evidence"], run: event.readEntry },
  { zh: "签名", en: "signature", needs: ["event", "entry"], run: event.checkSignature },
  { zh: "检查点", en: "checkpoint", needs: ["evidence"], run: log.readCheckpoint },
  { zh: "条目在日志中", en: "entry in the log", needs: ["evidence", "entry", "checkpoint"], run: log.checkEntryInLog },
  { zh: "流条目", en: "streams entry", needs: ["evidence", "checkpoint"], run: log.checkStreamsEntry },
  { zh: "条目在各流中", en: "entry in its streams", needs: ["event", "entry", "streamsEntry"], run: log.checkStreams },
  { zh: "区块头", en: "block header", needs: ["evidence"], run: chain.readHeader },
  {
    zh: "链上锚定",
    en: "anchor on the chain",
    needs: ["header", "checkpoint", "streamsEntry"],
    run: chain.checkAnchor,
    anchored: true,
  },
  { zh: "签名者的密钥", en: "signer's key", needs: ["header", "event", "entry"], run: chain.checkKey, anchored: true },
  { zh: "时间", en: "times", needs: ["entry", "anchored"], run: chain.checkTimes },
];

/** Verifies the bytes of one evidence document; never throws on bad evidence. */
export function verifyEvidence(document: Uint8Array, policy: TrustPolicy): Report {
  const work = new Case(document, policy);
  const ran = STEPS.map((step) => run(step, work));
  const findings = work.findings.toSorted((a, b) => a.step - b.step);
  const steps = STEPS.map(({ zh, en }, at) => {
    const kinds = findings.filter(({ step }) => step === at + 1).map(({ kind }) => kind);
    return { step: at + 1, zh, en, status: statusOf(kinds, ran[at] ?? false) };
  });
  return { format: "quanze/report/v1", result: verdictOf(steps, findings), steps, findings, summary: summarise(work) };
}

function run(step: Step, work: Case): boolean {
  if (step.needs.some((name) => work.known[name] === undefined)) return false;
  if (step.anchored && !work.known.evidence?.anchor) return false;
  step.run(work, work.known as Known);
  return true;
}

function statusOf(kinds: readonly Finding["kind"][], ran: boolean): Status {
  if (kinds.includes("failure")) return "failed";
  if (kinds.length > 0) return "undetermined";
  return ran ? "passed" : "skipped";
}

/** A failure outranks everything that is merely unproved; verified needs every step. */
function verdictOf(steps: readonly StepOutcome[], findings: readonly Finding[]): Verdict {
  if (findings.some(({ kind }) => kind === "failure")) return "failed";
  return steps.every(({ status }) => status === "passed") ? "verified" : "undetermined";
}

function summarise({ known, policy }: Case): Report["summary"] {
  const { event: stated, entry, checkpoint, key, anchored, header } = known;
  return {
    ...(stated && {
      event: hex(stated.id),
      type: stated.type,
      actor: stated.actor,
      streams: [...stated.streams],
      occurred_at: stated.occurredAt,
    }),
    ...(entry && { signer: `0x${hex(entry.signer)}`, index: safe(entry.index), recorded_at: moment(entry.recordedAt) }),
    ...(checkpoint && { origin: checkpoint.origin, checkpoint_size: safe(checkpoint.size) }),
    ...(policy.witnesses && witnessed(known.cosigned ?? new Map(), policy.witnesses.quorum)),
    ...(key && { key_valid_from: moment(key.validFrom * 1000n) }),
    ...(anchored && { anchored_at: moment(anchored.time * 1000n), anchor_block: safe(anchored.block) }),
    ...(header && {
      proved_at_block: safe(header.number),
      header: (header.seals > 0 ? "sealed" : "unsealed") + (policy.blocks.has(header.number) ? ", pinned" : ""),
    }),
  };
}

/** Who cosigned and, where they are a quorum, by when. */
function witnessed(cosigned: ReadonlyMap<string, bigint>, quorum: number): Report["summary"] {
  const last = [...cosigned.values()].sort((a, b) => (a < b ? -1 : 1))[quorum - 1];
  return { witnesses: [...cosigned.keys()].sort(), ...(last !== undefined && { witnessed_at: moment(last * 1000n) }) };
}

/** A number where JavaScript can hold it exactly, else its digits. */
function safe(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}
