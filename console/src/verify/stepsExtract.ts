/** The steps of an extract that no evidence of one event has, and those of one event run for each that is shown. */
import { KEY_SLOTS } from "./anchor.ts";
import { equal, hex } from "./bytes.ts";
import { Case, type Known, type Shown } from "./case.ts";
import { type EventEntry, parseEventEntry } from "./entries.ts";
import { parseExtract } from "./extract.ts";
import { finding } from "./findings.ts";
import { leafHash } from "./merkle.ts";
import * as chain from "./stepsChain.ts";
import * as event from "./stepsEvent.ts";
import { rootFromMembership, streamKey } from "./streams.ts";
import { rootFromSubset } from "./subset.ts";

export function readDocument(work: Case): void {
  const extract = work.read(parseExtract);
  if (!extract) return;
  const shown = extract.entries.flatMap(({ entry, content }, at): Shown[] =>
    content === null ? [] : [{ position: extract.start + at, told: { entry, ...content }, work: new Case(new Uint8Array(), work.policy) }],
  );
  Object.assign(work.known, { extract, noted: extract, sealed: extract, shown });
}

export function readEvents(work: Case, { shown }: Pick<Known, "shown">): void {
  for (const one of shown) within(work, one, () => event.readEvent(one.work, one));
}

export function checkDisclosures(work: Case, { shown }: Pick<Known, "shown">): void {
  for (const one of shown) {
    const { event: stated } = one.work.known;
    if (stated) within(work, one, () => event.checkDisclosures(one.work, { told: one.told, event: stated }));
  }
}

/** Step 4: each is an entry, of the event shown with it, and says of itself that it stands here. */
export function readEntries(work: Case, { extract, shown }: Pick<Known, "extract" | "shown">): void {
  const byPosition = new Map(shown.map((one) => [one.position, one]));
  const entries = extract.entries.map(({ entry: bytes }, at) => {
    const position = extract.start + at;
    const one = byPosition.get(position);
    const entry = one ? readShown(work, one) : work.attempt(() => parseEventEntry(bytes), "EV-0401", { position });
    const streams = one?.work.known.event?.streams;
    if (entry && !standsAt(entry, BigInt(position), extract.stream, streams)) work.find("EV-0404", { stream: extract.stream, position });
    return entry;
  });
  if (entries.every((entry) => entry !== null)) work.known.entries = entries;
}

function readShown(work: Case, one: Shown): EventEntry | null {
  within(work, one, () => event.readEntry(one.work, one));
  return one.work.known.entry ?? null;
}

/** Without its event an entry tells positions, but not of which streams. */
function standsAt(entry: EventEntry, position: bigint, stream: string, streams: readonly string[] | undefined): boolean {
  return entry.positions.some((here, at) => here === position && (streams === undefined || streams[at] === stream));
}

export function checkSignatures(work: Case, { shown }: Pick<Known, "shown">): void {
  for (const one of shown) {
    const { event: stated, entry } = one.work.known;
    if (stated && entry) within(work, one, () => event.checkSignature(one.work, { event: stated, entry }));
  }
}

/** Step 7: each entry at its own index, in the order of the stream. */
export function checkEntriesInLog(work: Case, { extract, entries, checkpoint }: Pick<Known, "extract" | "entries" | "checkpoint">): void {
  const last = entries.at(-1)!.index;
  if (last >= checkpoint.size) {
    work.find("EV-0702", { index: String(last), size: String(checkpoint.size) });
    return;
  }
  const leaves = entries.map(({ index }, at) => ({ index, hash: leafHash(extract.entries[at]!.entry) }));
  const root = work.attempt(() => rootFromSubset(checkpoint.size, leaves, extract.logHashes), "EV-0701");
  if (root && !equal(root, checkpoint.root)) work.find("EV-0701");
}

/** Step 9: all and only the entries at these positions, by the stream's count and head in the streams map. */
export function checkCompleteness(work: Case, { extract, streamsEntry }: Pick<Known, "extract" | "streamsEntry">): void {
  const root = work.attempt(() => {
    const leaves = extract.entries.map(({ entry }, at) => ({ index: BigInt(extract.start) + BigInt(at), hash: leafHash(entry) }));
    const count = BigInt(extract.count);
    const head = rootFromSubset(count, leaves, extract.streamHashes);
    return rootFromMembership({ key: streamKey(extract.stream), count, head }, extract.map);
  }, "EV-0904");
  if (!root) return;
  if (equal(root, streamsEntry.streamsRoot)) work.known.complete = true;
  else work.find("EV-0904");
}

/** Step 12: as of one event, with one proof of Departments for all signers, ascending by address. */
export function checkKeys(work: Case, { extract, shown, header }: Pick<Known, "extract" | "shown" | "header">): void {
  const signers = new Set(shown.flatMap((one) => (one.work.known.entry ? [hex(one.work.known.entry.signer)] : [])));
  if (signers.size !== extract.keys) {
    work.find("EV-1203", { keys: extract.keys, signers: signers.size });
    return;
  }
  const places = new Map([...signers].sort().map((signer, at) => [signer, KEY_SLOTS * at]));
  const { account, storage } = extract.anchor!.departments;
  for (const one of shown) {
    const { event: stated, entry } = one.work.known;
    if (!stated || !entry) continue;
    const place = places.get(hex(entry.signer))!;
    const proof = { account, storage: storage.slice(place, place + KEY_SLOTS) };
    within(work, one, () => chain.checkKey(one.work, { header, event: stated, entry }, proof));
  }
}

export function checkTimes(work: Case, { entries, anchored }: Pick<Known, "entries" | "anchored">): void {
  for (const entry of entries) chain.checkTimes(work, { entry, anchored });
}

/** Step 14: times do not go back, and each end of the interval shows an entry outside it, or is the stream's own. */
export function checkInterval(work: Case, { extract, entries }: Pick<Known, "extract" | "entries">): void {
  const times = entries.map(({ recordedAt }) => recordedAt);
  const [first, last] = [times[0]!, times.at(-1)!];
  if (times.some((time, at) => at > 0 && time < times[at - 1]!)) work.find("EV-1402");
  if (extract.since !== null && extract.start > 0 && first >= BigInt(extract.since)) {
    work.find("EV-1401", { end: "since", recorded_at: String(first) });
  }
  const atEnd = extract.start + entries.length === extract.count;
  if (extract.until !== null && !atEnd && last < BigInt(extract.until)) {
    work.find("EV-1401", { end: "until", recorded_at: String(last) });
  }
}

/** Runs a step of one event; what it finds is told of its position. */
function within(work: Case, one: Shown, step: () => void): void {
  step();
  for (const { code, details } of one.work.findings.splice(0)) work.findings.push(finding(code, { ...details, position: one.position }));
}
