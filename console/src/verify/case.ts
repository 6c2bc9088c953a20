/** What a running verification knows so far; a member is there only once the step that establishes it has passed it. */
import { Refused } from "./bytes.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { EventEntry, StreamsEntry } from "./entries.ts";
import type { Event } from "./event.ts";
import type { Evidence, Sealed, Told } from "./evidence.ts";
import type { Extract } from "./extract.ts";
import { type Code, type Finding, finding } from "./findings.ts";
import type { Header } from "./header.ts";
import type { AnchorRecord, KeyRecord } from "./slots.ts";
import type { TlogProof } from "./tlogProof.ts";
import type { TrustPolicy } from "./trust.ts";

/** One event whose content an extract shows, with the case that its own steps run in. */
export interface Shown {
  readonly position: number;
  readonly told: Told;
  readonly work: Case;
}

export interface Known {
  /** The document, by its kind. */
  evidence: Evidence;
  extract: Extract;
  proof: TlogProof;
  /** What all kinds have in common, and what those have that seal a streams entry. */
  noted: Pick<Sealed, "checkpoint">;
  sealed: Sealed;
  told: Told;
  event: Event;
  entry: EventEntry;
  checkpoint: Checkpoint;
  /** Witnesses of the policy that cosigned it, and when (seconds). */
  cosigned: ReadonlyMap<string, bigint>;
  streamsEntry: StreamsEntry;
  header: Header;
  anchored: AnchorRecord;
  key: KeyRecord;
  /** Of an extract: events with content, all entries in order, and that none is missing. */
  shown: readonly Shown[];
  entries: readonly EventEntry[];
  complete: true;
}

export class Case {
  readonly document: Uint8Array;
  readonly policy: TrustPolicy;
  readonly known: Partial<Known> = {};
  readonly findings: Finding[] = [];

  constructor(document: Uint8Array, policy: TrustPolicy) {
    this.document = document;
    this.policy = policy;
  }

  find(code: Code, details: Record<string, string | number> = {}): void {
    this.findings.push(finding(code, details));
  }

  /** The document, as `parse` reads it; one of another version is told from one that is malformed. */
  read<T>(parse: (document: Uint8Array) => T): T | null {
    return this.attempt(() => parse(this.document), ({ rule }) => (rule === "version" ? "EV-0102" : "EV-0101"));
  }

  /** What `read` gives; a refusal becomes the finding that `code` names, and the answer null. */
  attempt<T>(read: () => T, code: Code | ((refusal: Refused) => Code), details: Record<string, string | number> = {}): T | null {
    try {
      return read();
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      const named = typeof code === "string" ? code : code(refusal);
      this.find(named, { ...details, cause_zh: refusal.zh, cause_en: refusal.en });
      return null;
    }
  }
}
