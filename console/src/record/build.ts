/** Writing events as every department's client does (docs/formats.md §3–§6): salted, numbered, spelled canonically. */
import { hex } from "../verify/bytes.ts";
import { type JsonObject, canonical, fromPlain } from "../verify/canonical.ts";
import { fieldDigest } from "../verify/disclosure.ts";
import { type Event, parseEvent } from "../verify/event.ts";
import type { Draft } from "./draft.ts";

/** What a draft lacks to be an event: who acts, the place in the signer's numbering, the claimed time, and chance. */
export interface Place {
  readonly actor: string;
  readonly lane: number;
  readonly seq: number;
  readonly occurredAt: string;
  /** 16 random bytes, new at every call. */
  readonly chance: () => Uint8Array;
}

export interface Opened {
  readonly salt: string;
  readonly value: unknown;
}

/** An event ready to be signed: its canonical text, what it says, and the fields in the open. */
export interface Built {
  readonly text: string;
  readonly event: Event;
  readonly disclosures: Readonly<Record<string, Opened>>;
}

/** The event of a draft. Throws Refused where the draft makes none. */
export function build(draft: Draft, { actor, lane, seq, occurredAt, chance }: Place): Built {
  const disclosures: Record<string, Opened> = {};
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(draft.values)) {
    const salt = chance();
    disclosures[name] = { salt: hex(salt), value };
    fields[name] = fieldDigest(name, salt, fromPlain(value));
  }
  const { type, agreement, item, onBehalfOf, operator, parents, payload, supersedes } = draft;
  const text = spell({
    v: 1, type, actor, lane, seq, occurred_at: occurredAt, nonce: hex(chance()), fields, agreement, item, on_behalf_of: onBehalfOf, operator,
    parents: parents.length > 0 ? [...new Set(parents)].sort() : undefined, payload, supersedes,
  });
  return { text, event: parseEvent(text), disclosures };
}

/** The canonical text of an event's members; those that are absent are left out. */
export function spell(members: Readonly<Record<string, unknown>>): string {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return canonical(fromPlain(Object.fromEntries(present)) as JsonObject);
}
