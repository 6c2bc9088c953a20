import { both } from "./both";

export const figures = both(
  {
    title: "考核指标", intro: "每个数都可点开, 看到由哪些事件数出来; 没有案例不等于 100%",
    period: "期间", year: "年", wholeYear: "全年", quarter: (n: number) => `第 ${n} 季度`, month: (n: number) => `${n} 月`,
    asKnown: "按此时所知", now: "现在", department: "部门", allDepartments: "可见的全部部门", figure: "指标", value: "值", counted: "分子 / 分母",
    unknown: "无法判定", unknownCount: (count: number) => `${count} 项未披露, 无法判定`, article: "依据", of: (articles: string) => `条例第 ${articles.replaceAll(", ", "、")} 条`,
    standing: { "no-cases": "没有案例", "cannot-be-determined": "无法判定" } as Record<string, string>,
    print: "打印", csv: "下载 CSV", xlsx: "下载 XLSX", root: "事件集的根", completeTo: "所知记录条数",
    defined: "怎么算", numerator: "分子", denominator: "分母", version: "公式版本", balanced: "不单独排名",
    rounds: (n: string) => `轮次中位数 ${n}`, delay: (n: string) => `锚定时延 p95 ${n} 毫秒`,
    parts: "分项", term: (days: string) => (/^\d+$/.test(days) ? `${days} 个工作日期限` : days),
    byDepartment: "各部门比较", byTier: "各层级比较", chart: "图", table: "表", tierOf: (name: string, count: number) => `${name} (${count} 个部门)`,
    tier: "层级", block: "报块 (同级主管)", line: "报条 (上级部门)", none: "登记中没有",
    sets: { numerator: "分子", denominator: "分母", unknown: "无法判定" } as Record<string, string>,
    members: "由哪些事件构成", subject: "对象", met: "计入分子", metYes: "计入", metNo: "未计入", due: "期限", evidence: "所凭事件", group: "分项", measured: "量得",
    setRoot: "整个集合的根", more: "下一页", first: "回到开头", noMembers: "这个集合是空的", rawPage: "下载此页数据",
    agreementMonth: (month: string) => `${month} 月份`, duty: (name: string) => `职责: ${name}`, nobody: "未写明",
    recount: "复算已记录的考核报告", recountIntro: "按报告所载的时点、范围与公式再数一遍", again: "复算", reports: "考核报告", noReports: "没有您可以查阅的考核报告",
    results: { same: "复算一致", different: "复算不一致", "cannot-be-determined": "无法判定" } as Record<string, string>,
    reportedRoot: "报告所载的根", countedRoot: "复算得出的根", differences: "不一致之处", byDepartmentShort: "按部门", back: "全部指标",
    report: "考核指标报告", madeOf: "统计范围",
  },
  {
    title: "Figures", intro: "Every number opens to the events it was counted from; no cases is not 100 %",
    period: "Period", year: "Year", wholeYear: "whole year", quarter: (n) => `quarter ${n}`, month: (n) => `month ${n}`,
    asKnown: "As known at", now: "now", department: "Department", allDepartments: "all that you may see", figure: "Figure", value: "Value", counted: "Numerator / denominator",
    unknown: "Cannot be determined", unknownCount: (count) => `${count} undisclosed, cannot be determined`, article: "Basis", of: (articles) => `articles ${articles}`,
    standing: { "no-cases": "no cases", "cannot-be-determined": "cannot be determined" },
    print: "Print", csv: "Download CSV", xlsx: "Download XLSX", root: "Root of the event sets", completeTo: "Entries known of",
    defined: "How it is counted", numerator: "Numerator", denominator: "Denominator", version: "Version of the formula", balanced: "never ranked alone",
    rounds: (n) => `median of rounds ${n}`, delay: (n) => `anchoring delay p95 ${n} ms`,
    parts: "Parts", term: (days) => (/^\d+$/.test(days) ? `term of ${days} working days` : days),
    byDepartment: "Departments compared", byTier: "Tiers compared", chart: "Chart", table: "Table", tierOf: (name, count) => `${name} (${count} departments)`,
    tier: "Tier", block: "Reports across (same tier)", line: "Reports up (tier above)", none: "none on the register",
    sets: { numerator: "Numerator", denominator: "Denominator", unknown: "Cannot be determined" },
    members: "The events it is made of", subject: "Subject", met: "In the numerator", metYes: "counted", metNo: "not counted", due: "Due", evidence: "Events it rests on", group: "Part", measured: "Measured",
    setRoot: "Root of the whole set", more: "Next page", first: "Back to the start", noMembers: "This set is empty", rawPage: "Download this page's data",
    agreementMonth: (month) => `month ${month}`, duty: (name) => `duty: ${name}`, nobody: "not stated",
    recount: "Count a recorded report again", recountIntro: "As of the moment, for the range and by the formulas that the report names", again: "Count again", reports: "Reports of figures", noReports: "No report that you may see",
    results: { same: "The same", different: "Different", "cannot-be-determined": "Cannot be determined" },
    reportedRoot: "Root as reported", countedRoot: "Root as counted again", differences: "Where they differ", byDepartmentShort: "By department", back: "All figures",
    report: "Report of figures", madeOf: "Covers",
  },
);

export const reviews = both(
  {
    title: "审计四查", intro: "国家审计首先看的四件事: 每处列明条款与证据",
    names: { unused: "申请不用", groundless: "无据拒绝", stale: "供数滞后", gaps: "目录缺项" } as Record<string, string>,
    hints: {
      unused: "申请到手、协议有效, 却没有使用的", groundless: "拒绝共享而未引明法律法规的", stale: "应更新而未更新的数据", gaps: "目录所列缺了条例要求的项目",
    } as Record<string, string>,
    found: "所查之处", what: "问题", department: "部门", item: "对象", since: "自", days: "历时", clause: "条款", evidence: "证据",
    certain: "已查明", uncertain: "未披露, 无法判定", clean: "没有查到", cleanHint: "在您可查阅的范围内没有此类情形", field: "字段", certainty: "判断",
  },
  {
    title: "The four reviews", intro: "What state auditors look at first, each finding with its clause and evidence",
    names: { unused: "Applied for, not used", groundless: "Refused without ground", stale: "Stale supply", gaps: "Catalogue gaps" },
    hints: {
      unused: "data asked for and granted, yet not used", groundless: "refusals that name no law", stale: "data that should have been updated and was not", gaps: "entries that lack what the regulation asks",
    },
    found: "Found", what: "Finding", department: "Department", item: "About", since: "Since", days: "Standing", clause: "Clause", evidence: "Evidence",
    certain: "established", uncertain: "undisclosed, cannot be determined", clean: "Nothing found", cleanHint: "Nothing of the kind within what you may see", field: "Field", certainty: "Standing",
  },
);
