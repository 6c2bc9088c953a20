/**
 * Offline verification of an extract (docs/formats.md §15): that its entries are all and only those of an interval of
 * one stream. Steps carry the numbers of verify.ts, of which they are the same for many entries at once; 9 and 14 are
 * the extract's own.
 */
import type { Case } from "./case.ts";
import { moment } from "./forms.ts";
import * as sealing from "./sealing.ts";
import { type Report, type Step, type Summary, chainSummary, checkpointSummary, runSteps } from "./stepping.ts";
import * as steps from "./stepsExtract.ts";
import type { TrustPolicy } from "./trust.ts";

const STEPS: readonly Step[] = [
  { step: 1, zh: "摘录文件", en: "document", needs: [], run: steps.readDocument },
  { step: 2, zh: "事件", en: "events", needs: ["extract"], run: steps.readEvents },
  { step: 3, zh: "披露的字段", en: "disclosed fields", needs: ["extract"], run: steps.checkDisclosures },
  { step: 4, zh: "日志条目", en: "log entries", needs: ["extract"], run: steps.readEntries },
  { step: 5, zh: "签名", en: "signatures", needs: ["extract"], run: steps.checkSignatures },
  sealing.CHECKPOINT,
  { step: 7, zh: "条目在日志中", en: "entries in the log", needs: ["entries", "checkpoint"], run: steps.checkEntriesInLog },
  sealing.STREAMS_ENTRY,
  { step: 9, zh: "流中无遗漏", en: "nothing of the stream left out", needs: ["extract", "streamsEntry"], run: steps.checkCompleteness },
  sealing.HEADER,
  sealing.ANCHOR,
  { step: 12, zh: "签名者的密钥", en: "signers' keys", needs: ["extract", "header"], run: steps.checkKeys, anchored: true },
  { step: 13, zh: "时间", en: "times", needs: ["entries", "anchored"], run: steps.checkTimes },
  { step: 14, zh: "区间", en: "interval", needs: ["entries", "complete"], run: steps.checkInterval },
];

/** Verifies the bytes of one extract; never throws on a bad one. */
export function verifyExtract(document: Uint8Array, policy: TrustPolicy): Report {
  return runSteps(STEPS, document, policy, summarise);
}

function summarise(work: Case): Summary {
  const { extract, entries, shown } = work.known;
  const [first, last] = [entries?.[0], entries?.at(-1)];
  return {
    ...(extract && shown && {
      stream: extract.stream,
      positions: `${extract.start}–${extract.start + extract.entries.length - 1}`,
      stream_count: extract.count,
      shown: shown.length,
      withheld: extract.entries.length - shown.length,
      ...(extract.since !== null && { since: moment(BigInt(extract.since)) }),
      ...(extract.until !== null && { until: moment(BigInt(extract.until)) }),
    }),
    ...(first && last && { first_recorded_at: moment(first.recordedAt), last_recorded_at: moment(last.recordedAt) }),
    ...checkpointSummary(work),
    ...chainSummary(work),
  };
}
