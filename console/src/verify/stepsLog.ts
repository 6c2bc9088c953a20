/** Steps 6 to 9: the checkpoint, the entry's place in the log and in each of its streams. */
import type { Case, Known } from "./case.ts";
import { openCheckpoint, readCosignatures } from "./checkpoint.ts";
import { parseStreamsEntry } from "./entries.ts";
import { checkInclusion, leafHash, rootFromInclusion } from "./merkle.ts";
import { checkMembership, streamKey } from "./streams.ts";

export function readCheckpoint(work: Case, { noted }: Pick<Known, "noted">): void {
  const { logKey } = work.policy;
  const ours = noted.checkpoint.startsWith(`${logKey.name}\n`);
  const checkpoint = work.attempt(() => openCheckpoint(noted.checkpoint, logKey), ours ? "EV-0601" : "EV-0602");
  if (!checkpoint) return;
  work.known.checkpoint = checkpoint;
  const { witnesses } = work.policy;
  if (!witnesses) return;
  const cosigned = work.attempt(() => readCosignatures(noted.checkpoint, witnesses.keys), "EV-0603");
  if (!cosigned) return;
  work.known.cosigned = cosigned;
  if (cosigned.size < witnesses.quorum) {
    work.find("EV-0681", { cosigned: [...cosigned.keys()].sort().join(", "), quorum: witnesses.quorum });
  }
}

export function checkEntryInLog(work: Case, known: Pick<Known, "evidence" | "entry" | "checkpoint">): void {
  const { evidence, entry, checkpoint } = known;
  if (entry.index >= checkpoint.size) {
    work.find("EV-0702", { index: String(entry.index), size: String(checkpoint.size) });
    return;
  }
  work.attempt(
    () => checkInclusion(entry.index, checkpoint.size, leafHash(evidence.entry), evidence.inclusion, checkpoint.root),
    "EV-0701",
  );
}

export function checkStreamsEntry(work: Case, { sealed, checkpoint }: Pick<Known, "sealed" | "checkpoint">): void {
  const { entry: bytes, inclusion } = sealed.streams;
  const entry = work.attempt(() => parseStreamsEntry(bytes), "EV-0801");
  if (!entry) return;
  if (entry.index !== checkpoint.size - 1n) {
    work.find("EV-0802", { index: String(entry.index), size: String(checkpoint.size) });
    return;
  }
  const stands = work.attempt(() => {
    checkInclusion(entry.index, checkpoint.size, leafHash(bytes), inclusion, checkpoint.root);
    return true;
  }, "EV-0803");
  if (stands) work.known.streamsEntry = entry;
}

export function checkStreams(
  work: Case,
  { evidence, event, entry, streamsEntry }: Pick<Known, "evidence" | "event" | "entry" | "streamsEntry">,
): void {
  const names = event.streams;
  const { members } = evidence.streams;
  if (names.length !== members.length || names.length !== entry.positions.length) {
    work.find("EV-0901", { event: names.length, evidence: members.length, entry: entry.positions.length });
    return;
  }
  const leaf = leafHash(evidence.entry);
  names.forEach((stream, at) => {
    const { count, path, map } = members[at]!;
    const position = entry.positions[at]!;
    const head = work.attempt(() => rootFromInclusion(position, BigInt(count), leaf, path), "EV-0902", { stream });
    if (!head) return;
    const state = { key: streamKey(stream), count: BigInt(count), head };
    work.attempt(() => checkMembership(state, map, streamsEntry.streamsRoot), "EV-0903", { stream });
  });
}
