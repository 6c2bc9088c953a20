import { both } from "./both";

export const items = both(
  {
    title: "数据目录", intro: "各部门已登记的目录项; 缺项逐字段标出",
    name: "名称", owner: "归属部门", share: "共享类型", grade: "级别", published: "已发布", gaps: "缺项",
    complete: "齐全", missing: (count: number) => `缺 ${count} 项`, filter: "按名称、代码或部门筛选", entry: "登记内容",
    unpublished: "未发布", askFor: "能不能用?", trace: "溯源", history: "登记与变更", onlyGaps: "只看有缺项的", mend: "补全登记内容",
    entryNames: {
      title: "名称", share_type: "共享类型", share_mode: "共享方式", condition: "共享条件", fields: "数据项", format: "格式", grade: "级别",
      manager: "管理部门", source: "来源", update_cycle: "更新周期", legal_basis: "依据", abstract: "摘要", contact: "联系",
    } as Record<string, string>,
  },
  {
    title: "Catalogue", intro: "Items that departments have registered; what a record lacks is named field by field",
    name: "Title", owner: "Owner", share: "Sharing", grade: "Grade", published: "Published", gaps: "Gaps",
    complete: "complete", missing: (count) => `${count} missing`, filter: "Filter by title, code or department", entry: "As registered",
    unpublished: "not published", askFor: "May it be used?", trace: "Trace", history: "Registration and changes", onlyGaps: "only with gaps", mend: "Complete the entry",
    entryNames: {
      title: "Title", share_type: "Sharing", share_mode: "Mode", condition: "Condition", fields: "Fields", format: "Format", grade: "Grade",
      manager: "Manager", source: "Source", update_cycle: "Update cycle", legal_basis: "Legal basis", abstract: "Abstract", contact: "Contact",
    },
  },
);

export const events = both(
  {
    title: "事件", intro: "各部门签名所述; 只列出您可以查阅的",
    signer: "签名密钥", occurred: "发生(自述)", recorded: "记录", anchored: "锚定", index: "序号", all: "全部类型",
    more: "下一页", first: "回到开头", text: "签名原文", fields: "披露的字段", value: "值", parents: "所答复或所据的事件",
    lineage: "溯源", accountable: "谁负责", evidence: "下载证据文件", verifyHere: "在此核验", payload: "数据摘要",
    filterItem: "目录项代码", filterActor: "行为部门", proofPending: "尚未锚定, 稍后再取证据", noFields: "没有披露的字段",
    hash: "算法",
  },
  {
    title: "Events", intro: "What departments state under their signature; only what you may see",
    signer: "Signing key", occurred: "Occurred (claimed)", recorded: "Recorded", anchored: "Anchored", index: "Index", all: "All types",
    more: "Next page", first: "Back to the start", text: "Text as signed", fields: "Disclosed fields", value: "Value", parents: "Answers or is made from",
    lineage: "Lineage", accountable: "Who answers", evidence: "Download evidence file", verifyHere: "Verify here", payload: "Data digest",
    filterItem: "Item code", filterActor: "Acting department", proofPending: "Not anchored yet; fetch the evidence later", noFields: "No field was disclosed",
    hash: "Algorithm",
  },
);

export const health = both(
  {
    title: "账本与链", intro: "日志走到哪里, 链上锚定到哪里",
    ok: "一切正常", behind: "有尚未锚定的记录", chainDown: "链不可达: 可继续记录与查阅, 锚定暂停",
    origin: "日志标识", size: "已记录", checkpoint: "检查点覆盖", anchoredSize: "已锚定", unanchored: "未锚定", age: "未锚定最久",
    lastAnchor: "最近锚定", block: "锚定区块", chainBlock: "链当前区块", projected: "索引已到", trust: "信任策略",
    trustHint: "审计方应另行取得并核对此策略", seconds: (seconds: number) => `${seconds} 秒`, checkpointFile: "签名检查点",
    contracts: "合约", address: "地址", chain: "链编号", logKey: "日志公钥",
  },
  {
    title: "Log and chain", intro: "How far the log has come, and how far it is anchored",
    ok: "All is well", behind: "Some records are not anchored yet", chainDown: "The chain does not answer: recording and reading go on, anchors wait",
    origin: "Origin", size: "Recorded", checkpoint: "Covered by checkpoint", anchoredSize: "Anchored", unanchored: "Not anchored", age: "Oldest not anchored",
    lastAnchor: "Last anchor", block: "Anchoring block", chainBlock: "Chain's block", projected: "Indexed up to", trust: "Trust policy",
    trustHint: "An auditor should obtain and compare this policy independently", seconds: (seconds) => `${seconds} s`, checkpointFile: "Signed checkpoint",
    contracts: "Contracts", address: "Address", chain: "Chain id", logKey: "Log key",
  },
);

export const departments = both(
  {
    title: "部门与密钥", intro: "链上登记的部门; 密钥只终止、不删除",
    name: "名称", parent: "上级", tier: "层级", region: "区划", kind: "类别", since: "登记于", keys: "密钥",
    role: "职责", from: "生效", until: "失效", openEnd: "长期", address: "账户地址", valid: "有效", ended: "已终止", future: "未生效",
    tiers: { 1: "国家", 2: "省", 3: "市", 4: "县" } as Record<string, string>,
    mine: "本部门的查阅记录", action: "动作", subject: "对象", by: "查阅者", root: "无(根)",
  },
  {
    title: "Departments and keys", intro: "Departments registered on the chain; keys are ended, never deleted",
    name: "Name", parent: "Parent", tier: "Tier", region: "Region", kind: "Kind", since: "Since", keys: "Keys",
    role: "Role", from: "Valid from", until: "Valid until", openEnd: "open", address: "Address", valid: "valid", ended: "ended", future: "not yet",
    tiers: { 1: "national", 2: "province", 3: "city", 4: "county" },
    mine: "Who read records", action: "Action", subject: "Subject", by: "Reader", root: "none (root)",
  },
);
