import { both } from "./both";

export const agreements = both(
  {
    title: "共享协议", intro: "归属、使用、管理三方签署, 状态以链上为准", sign: "签署条款",
    owner: "归属部门", user: "使用部门", manager: "管理部门", period: "使用期", terms: "条款", activity: "履行情况", all: "相关事件",
    deliveries: "提供与签收", calls: "调用", duties: "义务", alerts: "预警", delivered: "提供", received: "签收",
    same: "一致", differ: "不一致", waiting: "待签收", day: "日期", records: "记录数", counted: "次数", limit: "限额", noLimit: "未约定",
    atLeast: "至少", fulfilled: "履行于", trigger: "起因", metadataOnly: "非当事部门, 只见元数据",
  },
  {
    title: "Agreements", intro: "Signed by owner, user and manager; the chain holds their state", sign: "Sign terms",
    owner: "Owner", user: "User", manager: "Manager", period: "Use", terms: "Terms", activity: "Activity", all: "Events",
    deliveries: "Deliveries and receipts", calls: "Calls", duties: "Duties", alerts: "Alerts", delivered: "Delivered", received: "Received",
    same: "the same", differ: "differ", waiting: "no receipt yet", day: "Day", records: "Records", counted: "Calls", limit: "Limit", noLimit: "none agreed",
    atLeast: "at least", fulfilled: "Fulfilled", trigger: "Because of", metadataOnly: "Not a party: metadata only",
  },
);

export const signing = both(
  {
    title: "签署共享协议", intro: "打开条款文件, 逐条核对, 签名后把同意文件交给提交的一方; 集齐三方同意即可订立",
    file: "条款文件", fileHint: "quanze agreement draft 写出的 JSON", bad: "这不是条款文件", words: "您将签署的内容",
    typed: "签名数据原文 (EIP-712)", id: "协议编号(条款的哈希)", as: (party: string) => `您以${party}签署`, notParty: "本部门不是此协议的当事部门, 不能签署",
    needHead: "协议须由负责人密钥签署; 当前登录的是其他职责的密钥", check: "我已核对以上各条, 并核对了所附文本的摘要", sign: "签名", signed: "已签名",
    saveConsent: "下载同意文件", consents: "三方同意", addConsent: "加入同意文件", conclude: "提交订立", concluded: "已提交上链",
    missing: (party: string) => `缺${party}的同意`, invalid: "同意文件不是对这份条款的签名, 或签名者不是当事部门",
    number: "文号", items: "目录项", fields: "数据项", purposes: "用途", mode: "方式", legal: "法律依据", scenario: "场景", calls: "每日调用上限",
    rows: "每次行数上限", grade: "最高级别", redistribution: "转提供", redistributions: { none: "不得转提供", "with-consent": "经同意可转提供" } as Record<string, string>,
    use: "使用期", retention: "记录保存至", texts: "所附文本(SHA-256)", zh: "中文文本", en: "英文文本", policy: "策略", calendar: "工作日历",
    compare: "核对文本文件", matches: "与条款所附摘要一致", differs: "与条款所附的任何摘要都不一致", unlimited: "未约定",
  },
  {
    title: "Sign an agreement", intro: "Open the terms, check every line, sign, and give the consent file to whoever submits; three consents conclude it",
    file: "Terms", fileHint: "the JSON that quanze agreement draft writes", bad: "This is no file of terms", words: "What you are about to sign",
    typed: "Signed data as it stands (EIP-712)", id: "Agreement id (hash of the terms)", as: (party) => `You sign as ${party}`, notParty: "Your department is no party to this agreement and cannot sign",
    needHead: "Agreements are signed with a head's key; you are signed in with another", check: "I have checked every line above and the digests of the texts", sign: "Sign", signed: "Signed",
    saveConsent: "Download consent", consents: "Three consents", addConsent: "Add consent files", conclude: "Submit", concluded: "Submitted to the chain",
    missing: (party) => `consent of the ${party} is missing`, invalid: "This consent is not a signature of these terms, or not by a party",
    number: "Number", items: "Items", fields: "Fields", purposes: "Purposes", mode: "Mode", legal: "Legal basis", scenario: "Scenario", calls: "Calls a day, at most",
    rows: "Rows a delivery, at most", grade: "Highest grade", redistribution: "Redistribution", redistributions: { none: "not allowed", "with-consent": "with consent" },
    use: "Use", retention: "Records kept until", texts: "Texts bound (SHA-256)", zh: "Chinese text", en: "English text", policy: "Policy", calendar: "Working-day calendar",
    compare: "Compare a text file", matches: "is the text that the terms bind", differs: "is none of the texts that the terms bind", unlimited: "none agreed",
  },
);

export const ask = both(
  {
    title: "事前判定", intro: "某部门能否为某目的使用某目录项: 边填边答", department: "使用部门", item: "目录项", fields: "数据项", purpose: "用途",
    mode: "方式", count: "次数或行数", caseRef: "办件编号", at: "使用时间", now: "现在", answer: "答复", incomplete: "填写目录项、数据项和用途后即时作答",
    answers: { permitted: "可以", refused: "不可以", undetermined: "无法判定" } as Record<string, string>,
    missing: "还缺什么", change: "怎样才可以", basis: "所据事件", record: "记录此次判定", recorded: "已记为事件", workingDays: "答复期限",
    under: "所据协议", anyField: "可输入数据项名称", inputs: "输入摘要(可复算)",
  },
  {
    title: "May it be used?", intro: "Whether a department may use an item for a purpose: answered while you type", department: "Using department", item: "Item", fields: "Fields", purpose: "Purpose",
    mode: "Mode", count: "Calls or rows", caseRef: "Case number", at: "Time of use", now: "now", answer: "Answer", incomplete: "Name an item, fields and a purpose, and the answer appears here",
    answers: { permitted: "Permitted", refused: "Refused", undetermined: "Cannot be determined" },
    missing: "What is missing", change: "What would make it possible", basis: "Rests on", record: "Record this decision", recorded: "Recorded as event", workingDays: "Time to answer",
    under: "Under agreement", anyField: "names of fields", inputs: "Digest of the inputs (to replay)",
  },
);

export const lineage = both(
  {
    title: "溯源", up: "来源(上游)", down: "去向(下游)", depth: "层数", graph: "图", table: "表", ref: "事件编号或目录代码", go: "溯源",
    asOf: "当时的状态(截至)", asKnown: "当时所知(截至)", now: "现在", edge: "环节", from: "从", to: "到", basis: "依据", bytes: "内容",
    bases: { own: "同一部门内", agreement: "有协议", "no-exchange": "非数据流转", "no-lawful-basis-shown": "未见合法依据", "cannot-be-determined": "无法判定" } as Record<string, string>,
    same: "一致", differ: "不一致", notExpected: "不适用", gaps: "缺失的环节", gap: (parent: string) => `所引事件 ${parent} 没有记录`,
    picture: "导出图 (SVG)", data: "导出数据 (JSON)", level: "层", legend: "图例", unlawful: "未见合法依据", broken: "摘要不一致", unproven: "未锚定",
    lawful: "有依据", choose: "输入事件编号或目录代码, 或从目录、事件页进入", startHere: "起点", select: "点选一条边或一个事件看详情", openEvent: "打开事件",
    unsupported: "此服务尚不支持按过去时间溯源",
  },
  {
    title: "Lineage", up: "Where from (upstream)", down: "Where to (downstream)", depth: "Depth", graph: "Graph", table: "Table", ref: "Event id or item code", go: "Trace",
    asOf: "As of", asKnown: "As known at", now: "now", edge: "Step", from: "From", to: "To", basis: "Basis", bytes: "Content",
    bases: { own: "within one department", agreement: "agreement", "no-exchange": "no data moves", "no-lawful-basis-shown": "no lawful basis shown", "cannot-be-determined": "cannot be determined" },
    same: "the same", differ: "differs", notExpected: "n/a", gaps: "Missing links", gap: (parent) => `event ${parent} is named but not recorded`,
    picture: "Picture (SVG)", data: "Data (JSON)", level: "Level", legend: "Legend", unlawful: "no lawful basis shown", broken: "digests differ", unproven: "not anchored",
    lawful: "has a basis", choose: "Enter an event id or item code, or come here from an item or event", startHere: "start", select: "Select an edge or event for its details", openEvent: "Open event",
    unsupported: "This service cannot yet trace as of a past time",
  },
);

export const accountability = both(
  {
    title: "责任判定", step: "环节", who: "部门", heads: "当时的负责人密钥", outcome: "结果", confidence: "把握",
    outcomes: { proposed: "已有归责建议", "no-break": "没有断点", "not-a-delivery": "不属于任何提供", "cannot-be-determined": "无法判定" } as Record<string, string>,
    confidences: { strong: "强: 环节齐全, 只有一方符合", weak: "弱: 有缺失, 或另有可能", none: "无" } as Record<string, string>,
    steps: { publish: "发布", deliver: "提供", transfer: "传输", receipt: "签收", use: "使用" } as Record<string, string>,
    proposal: "归责建议", alternatives: "其他可能", missing: "不能判定之处: 缺少", basis: "条款依据", since: "自", evidence: "证据", notOnRecord: "没有记录",
    signedBy: "本事件签名者", rule: "规则",
  },
  {
    title: "Who answers", step: "Step", who: "Department", heads: "Head keys at the time", outcome: "Outcome", confidence: "Confidence",
    outcomes: { proposed: "attribution proposed", "no-break": "no break", "not-a-delivery": "belongs to no delivery", "cannot-be-determined": "cannot be determined" },
    confidences: { strong: "strong: every link is on record and one party alone fits", weak: "weak: a link lacks, or another may fit", none: "none" },
    steps: { publish: "publish", deliver: "deliver", transfer: "transfer", receipt: "receipt", use: "use" },
    proposal: "Proposed attribution", alternatives: "Other possibilities", missing: "Cannot be determined: missing", basis: "Clauses", since: "since", evidence: "Evidence", notOnRecord: "nothing on record",
    signedBy: "Signer of this event", rule: "Rule",
  },
);

export const verify = both(
  {
    title: "核验证据文件", intro: "可核验一个事件的证据、一段记录的摘录、以及包含证明 (.tlog-proof), 按文件内容自动辨别。全部在本浏览器内计算, 不上传任何内容, 断网也可使用。这是独立于服务端的第二个核验程序。",
    drop: "把证据、摘录或包含证明文件拖到此处, 或点击选择", trust: "信任策略", trustFile: "选择信任策略文件", trustService: "使用本服务公布的策略",
    trustOwn: (name: string) => `策略来自文件 ${name}`, trustWarn: "策略取自被核验的同一服务: 只说明它前后一致。要独立核验, 请使用另行取得的策略文件。",
    trustNone: "尚无信任策略: 请选择文件, 或联网取用本服务的策略", results: { verified: "核验通过", failed: "核验不通过", undetermined: "无法判定" } as Record<string, string>,
    statuses: { passed: "通过", failed: "不通过", undetermined: "无法判定", skipped: "未执行" } as Record<string, string>,
    findings: "发现的问题", steps: "核验步骤", summary: "所证内容", noFindings: "没有发现问题", cause: "原因", badTrust: "信任策略文件不合格式",
    tooLarge: "文件过大: 最多 64 MiB", atPosition: (position: string) => `位置 ${position}`, report: "下载核验报告", again: "核验另一份", file: "文件", disclosures: "披露的字段",
    headers: { unsealed: "没有验证者印章", sealed: "有验证者印章(未核对)", "unsealed, pinned": "没有印章, 已钉定", "sealed, pinned": "有印章, 已钉定" } as Record<string, string>,
    names: {
      event: "事件", type: "类型", actor: "行为部门", streams: "所在的流", occurred_at: "发生时间(自述)", signer: "签名者", index: "日志序号", stream: "流", positions: "流中位置", stream_count: "流的条目总数", shown: "已示内容的事件", withheld: "未示内容的条目",
      since: "区间自", until: "区间至", first_recorded_at: "首条入账", last_recorded_at: "末条入账",
      recorded_at: "入账时间(服务时钟)", origin: "日志", witnesses: "已见证", witnessed_at: "不晚于(法定数见证方签名时间)", checkpoint_size: "检查点大小", key_valid_from: "不早于(密钥生效)", anchored_at: "不晚于(锚定区块时间)",
      anchor_block: "锚定区块", proved_at_block: "证明所据区块", header: "区块头",
    } as Record<string, string>,
  },
  {
    title: "Verify an evidence file", intro: "Evidence of one event, an extract of entries, or a .tlog-proof: the file's content tells which. Everything is computed in this browser; nothing is sent, and it works without a network. This is a second verifier, independent of the service.",
    drop: "Drop evidence, an extract or a tlog-proof here, or click to choose a file", trust: "Trust policy", trustFile: "Choose a trust policy", trustService: "Use the policy that this service publishes",
    trustOwn: (name) => `policy from the file ${name}`, trustWarn: "The policy comes from the very service that is examined: that shows only that it agrees with itself. To verify independently, use a policy file you obtained elsewhere.",
    trustNone: "No trust policy yet: choose a file, or fetch this service's when online", results: { verified: "Verified", failed: "Failed", undetermined: "Cannot be determined" },
    statuses: { passed: "passed", failed: "failed", undetermined: "cannot be determined", skipped: "not run" },
    findings: "What was found", steps: "Steps", summary: "What it proves", noFindings: "Nothing was found wrong", cause: "cause", badTrust: "The trust policy is malformed",
    tooLarge: "The file is too large: at most 64 MiB", atPosition: (position) => `position ${position}`, report: "Download report", again: "Verify another", file: "File", disclosures: "Disclosed fields",
    headers: { unsealed: "no validator seals", sealed: "sealed (seals not checked)", "unsealed, pinned": "no seals, pinned", "sealed, pinned": "sealed, pinned" },
    names: {
      event: "Event", type: "Type", actor: "Actor", streams: "Streams", occurred_at: "Occurred at (claimed)", signer: "Signer", index: "Index", stream: "Stream", positions: "Positions in the stream", stream_count: "Entries of the stream", shown: "Events shown", withheld: "Entries whose content is withheld",
      since: "Interval from", until: "Interval until", first_recorded_at: "First recorded at", last_recorded_at: "Last recorded at",
      recorded_at: "Recorded at (service's clock)", origin: "Log", witnesses: "Cosigned by", witnessed_at: "Not after (a quorum had cosigned)", checkpoint_size: "Checkpoint size", key_valid_from: "Not before (key valid from)", anchored_at: "Not after (time of the anchoring block)",
      anchor_block: "Anchoring block", proved_at_block: "Proved at block", header: "Header",
    },
  },
);
