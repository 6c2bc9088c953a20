/** Names of the fields of the answers to the questions, and words of the values that stand in them. */
import type { Schema } from "../api/client";
import type { Language } from ".";

/** Every answer that is shown field by field: one whose field has no name here fails in the type check. */
type Answers =
  | Schema["ItemStanding"] | Schema["VersionUse"] | Schema["HandOver"] | Schema["SignaturesThen"] | Schema["Disposal"]
  | Schema["DisputeStanding"] | Schema["DepartmentRecord"] | Schema["Succession"] | Schema["Coverage"] | Schema["OperatorActs"]
  | Schema["CaseFindings"] | Schema["DataOrigin"] | Schema["Liability"] | Schema["PersonUses"] | Schema["RequestsStanding"]
  | Schema["OverdueRanking"] | Schema["Corrections"] | Schema["Settlement"] | Schema["CallsWithoutCase"] | Schema["Linkage"]
  | Schema["Pooling"] | Schema["IncidentClock"] | Schema["Rectification"] | Schema["LogStatement"] | Schema["FieldByField"]
  | Schema["Reconciliation"] | Schema["WorkList"];

/** Shown by their own marks, on every answer alike. */
type Shared = "verdict" | "events" | "proof" | "as_of" | "calendar" | "withheld" | "zh" | "en" | "next" | "truncated";
type Own<K extends string> = K extends Shared | `${string}_en` ? never : K extends `${infer Both}_zh` ? Both : K;
type Names<T> = T extends Schema["EventRef"]
  ? never
  : T extends readonly (infer One)[]
    ? Names<One>
    : T extends object
      ? string extends keyof T
        ? Names<T[keyof T]>
        : { [K in keyof T & string]: K extends Shared ? never : Own<K> | Names<T[K]> }[keyof T & string]
      : never;
export type FieldName = Names<Answers>;

const FIELDS: Record<FieldName, readonly [zh: string, en: string]> = {
  accepted_by: ["验收方", "Accepted by"], acting: ["现由谁承担", "Answers now"], action: ["动作", "Action"], activity: ["环节", "Activity"],
  acts: ["所为之事", "Acts"], added: ["目录之外所加条件", "Conditions the catalogue does not hold"],
  address: ["账户地址", "Address"], age_ms: ["多久未看 (毫秒)", "Age (ms)"], agreement: ["协议", "Agreement"], agreement_state: ["当时协议状态", "Agreement then"],
  agreements: ["协议", "Agreements"], agrees: ["对得上", "Agrees"], amount: ["金额", "Amount"], anchored_at: ["锚定于", "Anchored"],
  anchored_block: ["锚定区块", "Anchoring block"], anchored_size: ["已锚定条数", "Entries anchored"], answer: ["判定", "Answer"], article: ["条例条文", "Article"],
  asker_answers: ["应由问者担责", "The asker answers"], at: ["时间", "At"], attribution_changed: ["归属已变更登记", "Ownership re-registered"],
  backflow: ["回流", "Return flow"], basis: ["依据", "Basis"], begins_at: ["起算", "Begins"], binds: ["现约束", "Binds now"], block: ["区块", "Block"],
  body: ["受理机关", "Body"], breach: ["违约", "Breach"], breaches: ["链上违约标记", "Breaches on the chain"], by_asker: ["由问者提出", "Raised by the asker"],
  by_operator: ["按经办人", "By operator"], by_owner: ["归属方所记", "Recorded by the owner"], by_user: ["使用方所记", "Recorded by the user"],
  calls: ["调用", "Calls"], case_ref: ["办件编号", "Case"], cases: ["办件", "Cases"], catalogue_condition: ["目录所列条件", "Condition in the catalogue"],
  cause: ["原因类别", "Cause"], causes: ["原因", "Causes"], certificate: ["证书", "Certificate"], chain: ["链上状态", "On the chain"], change: ["与上一步相比", "Against the step before"],
  channel: ["来源渠道", "Channel"], check: ["核查", "Check"], checked: ["已核查", "Checked"], checkpoint: ["签名检查点", "Signed checkpoint"],
  checkpoint_size: ["检查点条数", "Entries under the checkpoint"], checks: ["核验方法", "Checks"], claim: ["主张", "Claim"], claimant: ["提出方", "Claimant"],
  clause: ["条款", "Clause"], clauses: ["条款清单", "Clauses"], closed: ["了结", "Closed"], closed_at: ["了结于", "Closed"], closed_by: ["由何了结", "Closed by"],
  code: ["代码", "Code"], command: ["命令", "Command"], condition: ["共享条件原文", "Condition as written"], confidence: ["把握", "Confidence"],
  consequence: ["后果", "Consequence"], contact: ["联系", "Contact"], copies: ["副本", "Copies"], corrections: ["校核申请", "Corrections"], cosigned_at: ["共签于", "Cosigned"],
  count: ["次数", "Count"], count_after: ["结束后使用次数", "Uses after the end"], counted: ["所计工作日", "Days counted"], counts: ["件数", "Counts"],
  covered: ["有报告的月数", "Months reported"], current: ["已是最新", "Current"], cycle: ["更新周期", "Cycle"], day: ["日期", "Day"], days: ["工作日", "Working days"],
  days_left: ["剩余工作日", "Working days left"], days_open: ["历时工作日", "Working days open"], days_since: ["已过工作日", "Working days since"],
  days_there: ["停留工作日", "Working days there"], decide: ["决定", "Decision step"], decided: ["决定于", "Decided"], decider: ["裁决机关", "Decided by"],
  decision: ["答复", "Decision"], delivered: ["提供", "Delivered"], deliveries: ["提供次数", "Deliveries"], department: ["部门", "Department"],
  departments: ["部门", "Departments"], differences: ["差异", "Differences"], differing: ["次数不同的消息", "Messages that differ"], digest: ["摘要", "Digest"],
  dimension: ["质量维度", "Dimension"], disposals: ["处置证明", "Disposals"], disputes: ["争议", "Disputes"], due: ["到期件数", "Fell due"], due_at: ["期限", "Due"],
  due_if_today: ["如今日起算", "If begun today"], due_today: ["今日到期", "Due today"], duties: ["职责与义务", "Duties"], duty: ["职责", "Duty"], ended_at: ["结束于", "Ended"],
  entries: ["在案之事", "On record"], event: ["事件", "Event"], evidence: ["证据", "Evidence"], extension: ["可延长工作日", "May be extended by"],
  facts: ["事实", "Facts"], fewest: ["最少字段", "Fewest that do"], field: ["字段", "Field"], fields: ["字段", "Fields"], filed: ["提出", "Filed"], filed_at: ["订立于", "Filed"],
  found_at: ["发现于", "Found"], freshness: ["更新情况", "Freshness"], frozen: ["冻结", "Frozen"], fulfilled_by: ["由何履行", "Fulfilled by"], gaps: ["未记录的来源", "Parents not on record"],
  grade: ["级别", "Grade"], grounded: ["依据齐备", "Grounded"], hand_overs: ["交接", "Hand-overs"], handled_by: ["由谁办理", "With whom"], head_then: ["当时是负责人", "A head's then"],
  heads: ["负责人密钥", "Heads' keys"], held: ["已有协议", "Agreements held"], highest_input: ["来源最高级别", "Highest grade of inputs"], hours: ["时限 (小时)", "Term (hours)"],
  hours_late: ["超期小时", "Hours late"], id: ["编号", "Id"], in_force: ["有效", "In force"], in_time: ["按时", "In time"], independent: ["独立见证数", "Independent witnesses"],
  inputs: ["所汇目录项", "Items linked"], instrument: ["改革文件", "Instrument"], inverted: ["级别倒挂", "Graded below its inputs"], item: ["目录项", "Item"], items: ["目录项", "Items"],
  kept_back: ["依法不予告知", "Kept back by law"], kept_long_enough: ["保存满三年", "Kept three years"], key: ["密钥", "Key"], key_class: ["关联键类别", "Class of the key"],
  key_role: ["当时密钥职责", "Key's role then"], key_valid_then: ["当时密钥有效", "Key valid then"], keys: ["可签密钥", "Keys that may sign"], kind: ["类别", "Kind"],
  known_then: ["使用时已知的问题", "Issues known then"], label: ["说明", "Note"], lacking: ["缺项", "Lacking"], lag_entries: ["落后条数", "Entries behind"], lag_hours: ["滞后小时", "Hours behind"],
  last_called: ["最近使用", "Last used"], last_run: ["最近一次", "Last run"], last_step: ["最后一步", "Last step"], late: ["超期件数", "Late"], lead: ["牵头数源", "Lead source"],
  lead_source: ["牵头数源", "Lead source"], legal_basis: ["法律依据", "Legal basis"], level: ["级别", "Level"], limits: ["此答不能说明的", "What this does not show"],
  line: ["承继关系", "Line of succession"], linkages: ["汇聚关联", "Linkages"], looked_at: ["所看调用数", "Calls looked at"], manager: ["管理部门", "Manager"], many: ["多部门起点", "Many departments from"],
  mark: ["标记", "Mark"], marked_at: ["标记于", "Marked"], may_use: ["此间能否使用", "Use meanwhile"], measured: ["实测", "Measured"], mediator: ["协调机关", "Mediated by"], met: ["达标", "Met"],
  method: ["方式", "Method"], minutes_late: ["迟报分钟", "Minutes late"], minutes_taken: ["用时分钟", "Minutes taken"], mismatched: ["不符单元格", "Cells that differ"],
  missing: ["缺什么", "Missing"], mode: ["方式", "Mode"], month: ["月份", "Month"], months: ["月份", "Months"], moved: ["责任已转移", "Liability has moved"], name: ["名称", "Name"],
  newest: ["最近事件", "Newest"], newest_then: ["当时最新版本", "Newest version then"], next_before: ["更早", "Earlier"], next_body: ["下一受理机关", "Next body"], next_due: ["下次应更新", "Next due"],
  next_step: ["下一步", "Next step"], number: ["文号", "Number"], of: ["所查对象", "Of"], office: ["职责部门", "Office"], often: ["高频起点", "Often from"], ok: ["正常", "In order"],
  only_owner: ["仅归属方记有", "Only the owner has"], only_user: ["仅使用方记有", "Only the user has"], open: ["未了", "Open"], open_issues: ["未了的问题", "Open issues"],
  operator: ["经办人代号", "Operator"], origin: ["日志标识", "Origin"], outcome: ["拟定", "Outcome"], overdue: ["超期", "Overdue"], overdue_by_reason: ["超期缘由", "Overdue, by reason"],
  overdue_count: ["超期办件数", "Cases overdue"], own_acceptance: ["自己验收自己", "Accepted by itself"], own_key: ["本部门密钥", "Its own key"], owner: ["归属部门", "Owner"],
  paired: ["配对次数", "Paired"], pairs: ["配对", "Pairs"], party: ["一方", "Party"], period: ["期间", "Period"], procedure: ["手续", "Procedure"], provisional: ["暂定", "Provisional"],
  published: ["已发布", "Published"], purpose: ["用途", "Purpose"], quadrant: ["象限", "Quadrant"], quality: ["质量", "Quality"], quantity: ["数量", "Quantity"], raised_by: ["提出方", "Raised by"],
  rank: ["名次", "Rank"], read_at: ["查阅于", "Read"], reads: ["查阅", "Readings"], reason: ["缘由", "Reason"], reasons: ["理由", "Reasons"], receipt: ["签收", "Receipt"],
  received: ["最近签收", "Newest receipt"], received_version: ["所收版本", "Version received"], recorded_at: ["记录于", "Recorded"], refusal_basis: ["不予共享的依据", "Basis of refusal"],
  region: ["区划", "Region"], relation: ["与数据的关系", "Relation"], remedy: ["处置", "Remedy"], reply: ["答复", "Reply"], report: ["报告", "Report"], reported_at: ["报告于", "Reported"],
  reported_to: ["报告给", "Reported to"], reports: ["报告数", "Reports"], request: ["申请", "Request"], requester: ["申请部门", "Requester"], requests: ["申请", "Requests"],
  responsible: ["拟由谁担责", "Proposed to answer"], result: ["结果", "Result"], retention_until: ["记录保存至", "Kept until"], right_body: ["受理机关正确", "The right body"],
  role: ["职责", "Role"], roles: ["可签职责", "Roles that may sign"], rows: ["行数", "Rows"], rows_before: ["上一步行数", "Rows before"], rule: ["规则", "Rule"], rules: ["归责规则", "Rules of attribution"],
  said: ["各方所述", "As each side says"], salt: ["盐", "Salt"], same: ["同一份", "The same bytes"], same_person: ["一人两岗的办件", "One person, two steps"],
  same_person_count: ["一人两岗件数", "Cases of one hand"], scope: ["范围", "Scope"], settled_by: ["由何了结", "Settled by"], settlements: ["结算", "Settlements"], share_mode: ["共享方式", "Mode of sharing"],
  share_type: ["共享类型", "Sharing"], side: ["所处一方", "Side"], sides: ["双方记录", "Both sides"], sign_anew: ["须重签", "To be signed anew"], signatures: ["签名", "Signatures"],
  signed_at: ["签于", "Signed"], signed_for: ["当时代表", "Signed for"], silent: ["无任何记录的月份", "Months with nothing"], similar: ["同类先例", "Earlier cases"], since: ["自", "Since"],
  size: ["条数", "Entries"], source_basis: ["数源依据", "Basis of the source"], sources: ["数源", "Sources"], spans: ["责任按日划分", "Liability by date"], stale: ["已有新版", "A newer version stood"],
  state: ["状态", "State"], stated: ["所列次数", "Stated"], step: ["步骤", "Step"], steps: ["逐步", "Steps"], stored_agrees: ["存储与所签一致", "Store agrees with what was signed"],
  subject: ["对象", "Subject"], succeeded_at: ["被承继于", "Succeeded"], table: ["清单", "Table"], target: ["目标", "Target"], terms: ["期限", "Terms"], tier: ["层级", "Tier"], title: ["名称", "Title"],
  transaction: ["交易", "Transaction"], trigger: ["起因", "Because of"], trust: ["信任策略", "Trust policy"], undetermined: ["无法判定", "Cannot be determined"], undisclosed: ["未披露", "Undisclosed"],
  unit: ["单位", "Unit"], unkeyed: ["未标明当事人的调用", "Calls that name no person"], unknown: ["无法判定", "Cannot be determined"], unresolved: ["未了结", "Unresolved"], until: ["至", "Until"],
  unused: ["从未用过的字段", "Fields never used"], updated: ["最近更新", "Updated"], use_until: ["使用至", "Use until"], used: ["最近使用", "Newest use"], used_after: ["结束后的使用", "Uses after the end"],
  used_at: ["使用于", "Used"], used_since: ["报错后的使用", "Uses since the report"], used_version: ["所用版本", "Version used"], user: ["使用部门", "User"], users: ["使用部门", "Users"],
  uses: ["使用", "Uses"], valid_from: ["密钥生效", "Key valid from"], valid_then: ["当时有效", "Valid then"], valid_until: ["密钥失效", "Key valid until"], version: ["版本", "Version"],
  versions: ["各版本", "Versions"], waits_for: ["等谁", "Waits for"], warnings: ["提示", "To heed"], watcher: ["巡查", "Watch"], what: ["何处", "What"],
  window_s: ["窗口 (秒)", "Window (s)"], with_deadline: ["有期限的办件", "Cases with a deadline"], withheld_calls: ["不得查阅的调用", "Calls withheld"], witness_quorum: ["须几个见证", "Witnesses needed"],
  witnesses: ["见证", "Witnesses"],
};

/** Fields of what departments disclose, where an answer passes them on. */
const DISCLOSED: Record<string, readonly [zh: string, en: string]> = {
  scenario: ["场景", "Scenario"], case_type: ["办件类型", "Kind of case"], volume: ["数量", "Volume"], words: ["说明", "In words"],
};

const VALUES: Record<string, readonly [zh: string, en: string]> = {
  approve: ["同意", "approved"], refuse: ["拒绝", "refused"], permitted: ["准许", "permitted"], refused: ["拒绝", "refused"], any: ["任何一方", "anyone"], both: ["归属与使用部门", "owner and user"], signer: ["签名部门", "signer"], platform: ["平台", "platform"], deriver: ["加工部门", "deriver"], undetermined: ["无法判定", "cannot be determined"],
  "cannot-be-determined": ["无法判定", "cannot be determined"], unknown: ["无法判定", "cannot be determined"], strong: ["有力", "strong"], weak: ["薄弱", "weak"], none: ["无", "none"],
  first: ["首次记录", "first record"], same: ["同一份", "the same"], declared: ["已声明的改动", "a declared change"], undeclared: ["未声明的改动", "an undeclared change"],
  found: ["已发现", "found"], ordered: ["已责令", "ordered"], fixed: ["已整改, 待验收", "fixed, not accepted yet"], accepted: ["已验收", "accepted"], rejected: ["未通过", "rejected"],
  settled: ["已化解", "settled"], pass: ["通过", "passed"], accept: ["接受", "accepted"], reject: ["不接受", "rejected"], "no-case": ["没有办件编号", "no case named"],
  "case-closed": ["办件已办结", "the case was closed"], owner: ["归属部门", "owner"], user: ["使用部门", "user"], manager: ["管理部门", "manager"], collector: ["采集部门", "collector"],
  "same-title": ["同名目录项", "item of the same title"], "extension-awaited": ["等待延期决定", "an extension is awaited"], "extension-not-decided": ["延期未决定", "the extension was not decided"],
  "no-reply": ["未答复", "no reply"], "no-delivery": ["未提供", "no delivery"], "delivered-late": ["逾期提供", "delivered late"], "replied-late": ["逾期答复", "replied late"],
  "critical-infrastructure": ["关键信息基础设施运营者", "operator of critical infrastructure"], central: ["中央国家机关", "central body"], other: ["其他机关", "other body"],
  "reply-awaited": ["等待答复", "reply awaited"], "supplement-awaited": ["等待补充材料", "supplement awaited"], "delivery-awaited": ["等待提供", "delivery awaited"],
  delivered: ["已提供", "delivered"], pool: ["物理汇聚", "pool"], serve: ["逻辑汇聚", "serve"], publish: ["批量或开放", "publish"], leave: ["维持现状", "leave"], corrected: ["已更正", "corrected"], kept: ["维持原数据", "kept as it is"], concluded: ["已订立", "concluded"],
  completeness: ["完整", "completeness"], accuracy: ["准确", "accuracy"], consistency: ["一致", "consistency"], timeliness: ["时效", "timeliness"], own: ["本部门", "own"],
};

/** The name of a field; one of the record's own stands for itself. */
export function fieldName(field: string, language: Language): string {
  const name = (FIELDS as Record<string, readonly [string, string]>)[field] ?? DISCLOSED[field];
  return name ? name[language === "zh" ? 0 : 1] : field;
}

/** The word of a value, if it is one of a closed list. */
export function valueName(value: string, language: Language): string | undefined {
  return VALUES[value]?.[language === "zh" ? 0 : 1];
}
