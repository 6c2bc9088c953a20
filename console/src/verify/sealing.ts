/** Steps that are the same whatever a document proves: what seals the log it speaks of. */
import type { Step } from "./stepping.ts";
import * as chain from "./stepsChain.ts";
import * as log from "./stepsLog.ts";

export const CHECKPOINT: Step = { step: 6, zh: "检查点", en: "checkpoint", needs: ["noted"], run: log.readCheckpoint };
export const STREAMS_ENTRY: Step = { step: 8, zh: "流条目", en: "streams entry", needs: ["sealed", "checkpoint"], run: log.checkStreamsEntry };
export const HEADER: Step = { step: 10, zh: "区块头", en: "block header", needs: ["sealed"], run: chain.readHeader };
export const ANCHOR: Step = {
  step: 11,
  zh: "链上锚定",
  en: "anchor on the chain",
  needs: ["header", "checkpoint", "streamsEntry"],
  run: chain.checkAnchor,
  anchored: true,
};
