/** Steps 1 to 5: document, event, disclosed fields, entry, signature. */
import { equal, hex, sha256, utf8 } from "./bytes.ts";
import type { Case, Known } from "./case.ts";
import { fieldDigest } from "./disclosure.ts";
import { parseEventEntry } from "./entries.ts";
import { parseEvent } from "./event.ts";
import { parseEvidence } from "./evidence.ts";
import { leafHash, rootFromInclusion } from "./merkle.ts";
import { batchDigest, eventDigest, recoverSigner } from "./signatures.ts";

export function readDocument(work: Case): void {
  const evidence = work.read(parseEvidence);
  if (evidence) Object.assign(work.known, { evidence, noted: evidence, sealed: evidence, told: evidence });
}

export function readEvent(work: Case, { told }: Pick<Known, "told">): void {
  const event = work.attempt(() => parseEvent(told.event), "EV-0201");
  if (event) work.known.event = event;
}

export function checkDisclosures(work: Case, { told, event }: Pick<Known, "told" | "event">): void {
  for (const [name, { salt, value }] of [...told.disclosures].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (event.fields.get(name) !== fieldDigest(name, salt, value)) work.find("EV-0301", { field: name });
  }
}

export function readEntry(work: Case, { told }: Pick<Known, "told">): void {
  const entry = work.attempt(() => parseEventEntry(told.entry), "EV-0401");
  if (!entry) return;
  work.known.entry = entry;
  // Of the bytes, so that it is checked even where the event itself is refused
  if (!equal(entry.eventId, sha256(utf8(told.event)))) work.find("EV-0402", { recorded: hex(entry.eventId) });
}

export function checkSignature(work: Case, known: Pick<Known, "event" | "entry">): void {
  const signer = work.attempt(
    () => recoverSigner(signedDigest(work, known), known.entry.signature),
    ({ rule }) => (rule === "proof" ? "EV-0503" : "EV-0501"),
  );
  if (signer && !equal(signer, known.entry.signer)) {
    work.find("EV-0502", { signer: `0x${hex(signer)}`, named: `0x${hex(known.entry.signer)}` });
  }
}

function signedDigest(work: Case, { event, entry }: Pick<Known, "event" | "entry">): Uint8Array {
  if (entry.batch === null) return eventDigest(work.policy.separator, event);
  const { position, count, path } = entry.batch;
  const root = rootFromInclusion(position, count, leafHash(event.id), path);
  return batchDigest(work.policy.separator, event.actor, count, root);
}
