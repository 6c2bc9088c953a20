/** A file examined: its kind, the verifier's report, and what it tells, for showing it. */
import { Refused, hex } from "./bytes.ts";
import { canonical } from "./canonical.ts";
import type { Disclosure } from "./disclosure.ts";
import { type DocumentKind, kindOf, verifyDocument } from "./document.ts";
import { parseEventEntry } from "./entries.ts";
import { type Event, parseEvent } from "./event.ts";
import { parseEvidence } from "./evidence.ts";
import { type ExtractEntry, parseExtract } from "./extract.ts";
import { moment } from "./forms.ts";
import type { Report } from "./stepping.ts";
import type { TrustPolicy } from "./trust.ts";

export interface Examined {
  readonly kind: DocumentKind;
  readonly report: Report;
  /** Of evidence; whether they are what was committed to, step 3 says. */
  readonly disclosed: readonly Opened[];
  /** Of an extract. */
  readonly entries: readonly EntryRow[];
}

/** A field's name and its value in words. */
export type Opened = readonly [name: string, value: string];

export interface EntryRow {
  readonly position: number;
  readonly index: string;
  readonly recordedAt: string;
  readonly event: string;
  /** Null where the content is withheld, or cannot be read (step 2 says why). */
  readonly shown: { readonly type: string; readonly actor: string; readonly occurredAt: string } | null;
  readonly withheld: boolean;
  readonly disclosed: readonly Opened[];
}

/** Never throws on a bad file. */
export function examine(bytes: Uint8Array, policy: TrustPolicy): Examined {
  const kind = kindOf(bytes);
  return {
    kind,
    report: verifyDocument(bytes, policy),
    disclosed: kind === "evidence" ? (readable(() => opened(parseEvidence(bytes).disclosures)) ?? []) : [],
    entries: kind === "extract" ? (readable(() => rows(bytes)) ?? []) : [],
  };
}

function rows(bytes: Uint8Array): EntryRow[] {
  const { start, entries } = parseExtract(bytes);
  return entries.map((one, at) => row(one, start + at));
}

function row({ entry: bytes, content }: ExtractEntry, position: number): EntryRow {
  const entry = readable(() => parseEventEntry(bytes));
  const stated = content && readable(() => parseEvent(content.event));
  return {
    position,
    index: entry ? String(entry.index) : "",
    recordedAt: entry ? moment(entry.recordedAt) : "",
    event: entry ? hex(entry.eventId) : "",
    shown: stated && toShown(stated),
    withheld: content === null,
    disclosed: content ? opened(content.disclosures) : [],
  };
}

function toShown({ type, actor, occurredAt }: Event): EntryRow["shown"] {
  return { type, actor, occurredAt };
}

function opened(disclosures: ReadonlyMap<string, Disclosure>): Opened[] {
  return [...disclosures].map(([name, { value }]) => [name, typeof value === "string" ? value : canonical(value)]);
}

/** What is read, or null where the report says why it cannot be. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (refusal) {
    if (refusal instanceof Refused) return null;
    throw refusal;
  }
}
