import { useTexts } from ".";
import { both } from "./both";

/** Words of extracts and tlog-proofs: getting one, and what one proves. */
export function useProofTexts() {
  const { language } = useTexts();
  return texts[language];
}

const texts = both(
  {
    kinds: { evidence: "一个事件的证据", extract: "摘录", "tlog-proof": "包含证明 (tlog-proof)" } as Record<string, string>,
    examining: "文件较大, 正在核验…",
    nothingMissing: (first: string, last: string) => (first === last ? `位置 ${first} 的一条确在其位` : `位置 ${first} 至 ${last} 之间无一遗漏`),
    inLog: "该条目在日志中",
    streamOf: (what: string) => `${what}的全部记录:`,
    scope: (given: number, count: string, shown: number, withheld: number) => `所给 ${given} 条 (检查点时该流共 ${count} 条); ${shown} 条示内容${withheld > 0 ? `, ${withheld} 条未示内容但在其位` : ""}`,
    interval: "所问入账时间:", open: "不限", position: "位置", withheld: "内容未示", unreadable: "读不出",
    entries: (count: number) => `各条记录 (${count})`,
    stated: "条目与检查点所载", proves: "证明了什么", provesNot: "没有证明什么",
    provedOf: ["该条目原样收在日志的这一序号上", "检查点由信任策略所列的日志密钥签署, 其规模与根覆盖该条目"],
    witnessed: "信任策略所要求的见证方已为该检查点作见证",
    notProvedOf: [
      "事件说了什么: 文件只有事件编号, 没有事件原文",
      "由哪个部门签名、密钥当时是否有效: 条目里的签名没有原文可以核对",
      "检查点已锚定在链上: 文件没有链上证明",
      "须证明这些, 请取该事件的证据文件",
    ],
    take: "下载摘录", takeHint: "全部记录及无遗漏证明", verifyHere: "在此核验", saved: (size: string) => `已保存, ${size}`, takeProof: "下载包含证明",
  },
  {
    kinds: { evidence: "Evidence of one event", extract: "Extract", "tlog-proof": "Inclusion proof (tlog-proof)" },
    examining: "The file is long; verifying…",
    nothingMissing: (first, last) => (first === last ? `Position ${first} holds this one entry` : `Nothing is missing between positions ${first} and ${last}`),
    inLog: "This entry is in the log",
    streamOf: (what) => `All entries of the ${what.toLowerCase()}`,
    scope: (given, count, shown, withheld) => `${given} entries given, of ${count} that the stream had at the checkpoint; ${shown} with content${withheld > 0 ? `, ${withheld} withheld but in their places` : ""}`,
    interval: "Recorded, as asked:", open: "open", position: "Position", withheld: "content withheld", unreadable: "unreadable",
    entries: (count) => `Entries (${count})`,
    stated: "What entry and checkpoint state", proves: "What it proves", provesNot: "What it does not prove",
    provedOf: ["The entry stands in the log, unchanged, at this index", "The checkpoint is signed by the log key of the trust policy; its size and root cover the entry"],
    witnessed: "The witnesses that the policy asks for cosigned the checkpoint",
    notProvedOf: [
      "What the event says: the file holds its id, not its text",
      "Which department signed it, or that its key was valid: without the text the entry's signature cannot be checked",
      "That the checkpoint is anchored on the chain: the file holds no proof of the chain",
      "For these, get the evidence of the event",
    ],
    take: "Download extract", takeHint: "all entries, with proof that none is missing", verifyHere: "Verify here", saved: (size) => `Saved, ${size}`, takeProof: "Download tlog-proof",
  },
);
