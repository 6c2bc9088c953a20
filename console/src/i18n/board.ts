/** Words of what waits, of the live board, and of reconciliation. */
import { both } from "./both";

export const home = both(
  {
    title: "待办",
    intro: (name: string) => `${name}需要处理的事项, 按剩余工作日排列; 超期不等于同意`,
    own: "本部门的待办", beneath: "下级部门的待办", alerts: "未消除的预警", allAlerts: "全部预警",
    none: "没有等待处理的事项", noneOf: { open: "没有等待处理的事项", overdue: "没有超期的事项", "due-today": "没有今日到期的事项" } as Record<string, string>,
    filter: "按期限筛选", counts: { open: "待办", overdue: "超期", "due-today": "今日到期" } as Record<string, string>,
    what: "事项", signs: "由谁签名", about: "所涉协议或目录项", since: "起因", settled: "了结方式", open: "打开", evidence: "证据",
    left: (days: number) => (days > 0 ? `还有 ${days} 个工作日` : days === 0 ? "今日到期" : `超期 ${-days} 个工作日`),
    by: (when: string) => `至 ${when}`, overToday: "今日已超期", noLimit: "未定期限", noDate: "未定", why: "超期原因", more: "更多", noKey: "没有可签名的有效密钥",
    quick: "常用", trace: "溯源一个目录项", verify: "核验证据文件", ask: "能不能用?", board: "看板",
    source: (article: string) => (/^[0-9, ()]+$/.test(article) ? `条例第 ${article.replaceAll(", ", "、")} 条` : article || "协议约定"),
    watcher: "期限值守没有运行: 下列名单可能不全, 空白不说明没有超期",
  },
  {
    title: "To do",
    intro: (name) => `What waits for ${name}, by working days left; overdue never means consent`,
    own: "Waits for your department", beneath: "Waits for departments under yours", alerts: "Alerts that stand", allAlerts: "All alerts",
    none: "Nothing waits", noneOf: { open: "Nothing waits", overdue: "Nothing is overdue", "due-today": "Nothing is due today" },
    filter: "Filter by due time", counts: { open: "open", overdue: "overdue", "due-today": "due today" },
    what: "What", signs: "Who signs", about: "Agreement or item", since: "Because of", settled: "Settled by", open: "Open", evidence: "Evidence",
    left: (days) => (days > 0 ? `${days} working days left` : days === 0 ? "due today" : `${-days} working days over`),
    by: (when) => `by ${when}`, overToday: "overdue since today", noLimit: "no limit set", noDate: "not set", why: "Why it is late", more: "More", noKey: "no valid key that may sign",
    quick: "Often used", trace: "Trace an item", verify: "Verify an evidence file", ask: "May it be used?", board: "Board",
    source: (article) => (/^[0-9, ()]+$/.test(article) ? `article ${article}` : article || "as agreed"),
    watcher: "The watcher of due times does not run: the lists may lack some, and an empty one proves nothing",
  },
);

export const board = both(
  {
    title: "看板", intro: "预警实时更新; 只列出您可以查阅的",
    connection: { connecting: "正在连接", live: "实时更新", down: "实时连接已断开, 正在重连; 名单每 15 秒重新读取" } as Record<string, string>,
    alerts: "预警", level: "级别", owner: "须处理的部门", state: "状态", fresh: "新", raised: (words: string) => `新预警: ${words}`,
    states: { unacknowledged: "未消除, 待签收", acknowledged: "未消除, 已签收", open: "全部未消除", closed: "已消除", all: "全部" } as Record<string, string>,
    standing: "未消除", closed: "已消除", waits: (name: string) => `待${name}签收`, acknowledged: "已签收", opened: "出现于", shown: (count: number) => `列出 ${count} 条`,
    unsigned: "尚未作为事件签名记录, 暂不能签收", none: "没有符合条件的预警", why: "原因",
    acknowledge: "签收", signing: "签收预警: 您将以本部门密钥签署一个“预警签收”事件", measure: "已采取的措施", measureHint: "如: 已通知平台运维核查传输日志, 暂停出口 2",
    sign: "签名并签收", cancel: "取消", sent: "已签名提交", onlyRole: "签收须用负责人或经办密钥",
    signs: "签名内容", eventType: "事件类型", answers: "所答复的预警事件", by: "签名部门",
    overdue: "超期前十", ranked: "位次", late: "超期", due: "到期总数", causes: "原因类别", cases: "逐件", noneLate: "没有答复或提供超期",
    cause: {
      "no-reply": "没有答复", "replied-late": "逾期才答复", "extension-not-decided": "延期申请未获决定", "no-delivery": "没有提供", "delivered-late": "逾期才提供",
    } as Record<string, string>,
    flight: "在办的申请", noneFlight: "没有在办的申请", step: "步骤", waitsFor: "等谁", requester: "申请部门", term: "期限", daysThere: (days: number) => `已停留 ${days} 个工作日`,
    steps: {
      "reply-awaited": "待答复", "supplement-awaited": "待补正", "extension-awaited": "待决定延期", "delivery-awaited": "待提供", refused: "已拒绝", delivered: "已提供", unknown: "无法判定",
    } as Record<string, string>,
    chain: "账本与链", chainOk: "链正常", anchored: "最近锚定", unanchored: "未锚定", age: "未锚定最久", size: "已记录", frozen: "日志已冻结",
  },
  {
    title: "Board", intro: "Alerts as they arise; only what you may see",
    connection: { connecting: "connecting", live: "live", down: "The live line is down and is tried again; the list is read anew every 15 s" },
    alerts: "Alerts", level: "Level", owner: "Who must act", state: "State", fresh: "new", raised: (words) => `New alert: ${words}`,
    states: { unacknowledged: "stand, not acknowledged", acknowledged: "stand, acknowledged", open: "all that stand", closed: "cleared", all: "all" },
    standing: "stands", closed: "cleared", waits: (name) => `for ${name} to acknowledge`, acknowledged: "acknowledged", opened: "since", shown: (count) => `${count} shown`,
    unsigned: "not recorded as a signed event yet; it cannot be acknowledged", none: "No alert is like that", why: "Why",
    acknowledge: "Acknowledge", signing: "You are about to sign an event “alert acknowledged” with your department's key", measure: "What was done", measureHint: "e.g. the platform's operators examine the transfer log; outlet 2 is paused",
    sign: "Sign and acknowledge", cancel: "Cancel", sent: "signed and submitted", onlyRole: "a head's or officer's key acknowledges",
    signs: "What is signed", eventType: "Type of event", answers: "Answers the alert's event", by: "Signing department",
    overdue: "Ten most overdue", ranked: "Rank", late: "Late", due: "Due in all", causes: "Causes", cases: "Each case", noneLate: "No reply and no delivery is late",
    cause: {
      "no-reply": "no reply", "replied-late": "replied late", "extension-not-decided": "extension not decided", "no-delivery": "no delivery", "delivered-late": "delivered late",
    },
    flight: "Requests under way", noneFlight: "No request is under way", step: "Step", waitsFor: "Waits for", requester: "Requester", term: "Term", daysThere: (days) => `there for ${days} working days`,
    steps: {
      "reply-awaited": "reply awaited", "supplement-awaited": "supplement awaited", "extension-awaited": "extension awaited", "delivery-awaited": "delivery awaited", refused: "refused", delivered: "delivered", unknown: "cannot be determined",
    },
    chain: "Log and chain", chainOk: "chain answers", anchored: "Last anchor", unanchored: "Not anchored", age: "Oldest not anchored", size: "Recorded", frozen: "The log is frozen",
  },
);

export const reconciliation = both(
  {
    title: "三方对账", intro: "归属部门、平台、使用部门对每次提供与调用各自的记录, 逐笔对照",
    open: "三方对账", choose: "选择协议", agreement: "协议", none: "没有可对账的记录", noneOf: "没有这一类",
    states: { paired: "各方一致", mismatch: "不一致", orphan: "单方记录", pending: "等待对方" } as Record<string, string>,
    kinds: { delivery: "提供", call: "调用" } as Record<string, string>,
    sides: { published: "发布的版本", owner: "归属部门", platform: "平台", user: "使用部门" } as Record<string, string>,
    differs: { digest: "摘要", rows: "行数", count: "次数", fields: "字段", success: "是否成功" } as Record<string, string>,
    said: "各方所述", noRecord: "没有记录", notShown: "未披露", whatDiffers: "不同之处", answers: "拟由谁应答", rule: "规则", basis: "条款依据", proof: "所据事件", confidence: "把握",
    undetermined: "无法判定由谁应答", missing: "缺少", case: "责任判定", all: "全部", filter: "按结果筛选", odd: "与其余各方不同",
  },
  {
    title: "Reconciliation", intro: "What owner, platform and user each recorded of every delivery and call, side by side",
    open: "Reconciliation", choose: "Choose an agreement", agreement: "Agreement", none: "There is nothing to reconcile", noneOf: "None is like that",
    states: { paired: "all agree", mismatch: "differ", orphan: "one-sided", pending: "waiting for a side" },
    kinds: { delivery: "Delivery", call: "Call" },
    sides: { published: "As published", owner: "Owner", platform: "Platform", user: "User" },
    differs: { digest: "digest", rows: "rows", count: "count", fields: "fields", success: "success" },
    said: "What each side says", noRecord: "nothing on record", notShown: "not disclosed", whatDiffers: "Differs in", answers: "Proposed to answer", rule: "Rule", basis: "Clauses", proof: "Events that show it", confidence: "Confidence",
    undetermined: "It cannot be determined who answers", missing: "missing", case: "Who answers", all: "all", filter: "Filter by outcome", odd: "unlike the others",
  },
);
