/** Running the steps of a verification: each that has what it needs, so that every failure is listed; and its report. */
import { hex } from "./bytes.ts";
import { Case, type Known } from "./case.ts";
import type { Finding } from "./findings.ts";
import { moment } from "./forms.ts";
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
  /** What is known of what was verified, and its times; a member is absent where it could not be established. */
  readonly summary: Summary;
}

export type Summary = Readonly<Record<string, string | number | string[]>>;

export interface Step {
  readonly step: number;
  readonly zh: string;
  readonly en: string;
  readonly needs: readonly (keyof Known)[];
  readonly run: (work: Case, known: Known) => void;
  /** Needs the anchor part of the document. */
  readonly anchored?: true;
}

/** The report of all steps on these bytes; one whose needs were not established is skipped. Never throws on bad bytes. */
export function runSteps(
  steps: readonly Step[],
  document: Uint8Array,
  policy: TrustPolicy,
  summarise: (work: Case) => Summary,
): Report {
  const work = new Case(document, policy);
  const ran = steps.map((step) => run(step, work));
  const findings = work.findings.toSorted((a, b) => a.step - b.step);
  const outcomes = steps.map(({ step, zh, en }, at) => {
    const kinds = findings.filter((one) => one.step === step).map(({ kind }) => kind);
    return { step, zh, en, status: statusOf(kinds, ran[at] ?? false) };
  });
  return { format: "quanze/report/v1", result: verdictOf(outcomes, findings), steps: outcomes, findings, summary: summarise(work) };
}

function run(step: Step, work: Case): boolean {
  if (step.needs.some((name) => work.known[name] === undefined)) return false;
  if (step.anchored && !work.known.sealed?.anchor) return false;
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

/** Who signed the entry, and where and when it was recorded. */
export function entrySummary({ known: { entry } }: Case): Summary {
  return entry ? { signer: `0x${hex(entry.signer)}`, index: safe(entry.index), recorded_at: moment(entry.recordedAt) } : {};
}

/** The checkpoint and who cosigned it. */
export function checkpointSummary({ known, policy }: Case): Summary {
  const { checkpoint } = known;
  return {
    ...(checkpoint && { origin: checkpoint.origin, checkpoint_size: safe(checkpoint.size) }),
    ...(policy.witnesses && witnessed(known.cosigned ?? new Map(), policy.witnesses.quorum)),
  };
}

/** What the chain says of key, anchor and header. */
export function chainSummary({ known: { key, anchored, header }, policy }: Case): Summary {
  return {
    ...(key && { key_valid_from: moment(key.validFrom * 1000n) }),
    ...(anchored && { anchored_at: moment(anchored.time * 1000n), anchor_block: safe(anchored.block) }),
    ...(header && {
      proved_at_block: safe(header.number),
      header: (header.seals > 0 ? "sealed" : "unsealed") + (policy.blocks.has(header.number) ? ", pinned" : ""),
    }),
  };
}

/** Who cosigned and, where they are a quorum, by when. */
function witnessed(cosigned: ReadonlyMap<string, bigint>, quorum: number): Summary {
  const last = [...cosigned.values()].sort((a, b) => (a < b ? -1 : 1))[quorum - 1];
  return { witnesses: [...cosigned.keys()].sort(), ...(last !== undefined && { witnessed_at: moment(last * 1000n) }) };
}

/** A number where JavaScript can hold it exactly, else its digits. */
function safe(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}
