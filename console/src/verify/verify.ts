/**
 * Offline verification of one event's evidence against a trust policy, written from docs/formats.md alone and
 * independent of the Python verifier. Thirteen steps; a step whose needs were not established is skipped, all others
 * run, so that every failure is listed. Nothing here reads a network, a clock or a file.
 */
import { hex } from "./bytes.ts";
import type { Case } from "./case.ts";
import * as sealing from "./sealing.ts";
import { type Report, type Step, type Summary, chainSummary, checkpointSummary, entrySummary, runSteps } from "./stepping.ts";
import * as chain from "./stepsChain.ts";
import * as event from "./stepsEvent.ts";
import * as log from "./stepsLog.ts";
import type { TrustPolicy } from "./trust.ts";

const STEPS: readonly Step[] = [
  { step: 1, zh: "证据文件", en: "document", needs: [], run: event.readDocument },
  { step: 2, zh: "事件", en: "event", needs: ["told"], run: event.readEvent },
  { step: 3, zh: "披露的字段", en: "disclosed fields", needs: ["told", "event"], run: event.checkDisclosures },
  { step: 4, zh: "日志条目", en: "log entry", needs: ["told"], run: event.readEntry },
  { step: 5, zh: "签名", en: "signature", needs: ["event", "entry"], run: event.checkSignature },
  sealing.CHECKPOINT,
  { step: 7, zh: "条目在日志中", en: "entry in the log", needs: ["evidence", "entry", "checkpoint"], run: log.checkEntryInLog },
  sealing.STREAMS_ENTRY,
  { step: 9, zh: "条目在各流中", en: "entry in its streams", needs: ["event", "entry", "streamsEntry"], run: log.checkStreams },
  sealing.HEADER,
  sealing.ANCHOR,
  {
    step: 12,
    zh: "签名者的密钥",
    en: "signer's key",
    needs: ["header", "event", "entry"],
    run: (work, known) => chain.checkKey(work, known, known.sealed.anchor!.departments),
    anchored: true,
  },
  { step: 13, zh: "时间", en: "times", needs: ["entry", "anchored"], run: chain.checkTimes },
];

/** Verifies the bytes of one evidence document; never throws on bad evidence. */
export function verifyEvidence(document: Uint8Array, policy: TrustPolicy): Report {
  return runSteps(STEPS, document, policy, summarise);
}

function summarise(work: Case): Summary {
  const { event: stated } = work.known;
  return {
    ...(stated && {
      event: hex(stated.id),
      type: stated.type,
      actor: stated.actor,
      streams: [...stated.streams],
      occurred_at: stated.occurredAt,
    }),
    ...entrySummary(work),
    ...checkpointSummary(work),
    ...chainSummary(work),
  };
}
