import { both } from "./both";

export const answers = both(
  {
    answer: "答复", events: "所凭事件与签名", withheld: "对您不公开的内容与缘由", raw: "原始数据", download: "下载原始数据", none: "无记录", actingNow: "现由",
    more: (count: number) => `另有 ${count} 项, 见原始数据`,
  },
  {
    answer: "Answer", events: "Events and signers it rests on", withheld: "Withheld from you, and why", raw: "Raw data", download: "Download raw data", none: "none on record", actingNow: "now answered for by",
    more: (count) => `${count} more, see the raw data`,
  },
);

export const questions = both(
  {
    title: "三十八问", intro: "按您要问的话来问; 每个答复都有结论、证据、时点, 以及不得查阅之处",
    before: "事前", during: "事中", after: "事后", who: "谁在问", everyone: "各方",
    askers: { owner: "归属部门", user: "使用部门", manager: "管理部门", auditor: "审计", supervisor: "监督" } as Record<string, string>,
    find: "按字词查找", ask: "问", page: "打开专页", needs: "需要知道", back: "全部问题", optional: "可不填", noneFound: "没有这样的问题",
    recorded: "每次查阅都记录在案", choose: "请选择", pasteEvent: "选择, 或粘贴事件编号", number: (n: number) => `第 ${n} 问`, also: "另见",
    needNames: {
      code: "目录项", id: "协议", event: "事件", item: "目录项", department: "部门", day: "日期", operator: "经办人代号", since: "自", until: "至", fields: "字段", purpose: "用途", mode: "方式",
      only: "范围", subject: "当事人键控引用", case: "办件编号", top: "前几名", often: "高频起点 (次)", many: "多部门起点 (个)", agreement: "协议", ref: "事件或目录项", pair: "两步须由两人: 核对=>决定", state: "范围",
    } as Record<string, string>,
    choices: {
      open: "在办的", backflow: "回流的", api: "接口", batch: "批量", file: "文件", overdue: "已超期", "due-today": "今日到期",
    } as Record<string, string>,
  },
  {
    title: "The 38 questions", intro: "Ask in your own words; every answer has a verdict, evidence, its as-of time, and what is withheld",
    before: "Before", during: "During", after: "After", who: "Who asks", everyone: "everyone",
    askers: { owner: "owner", user: "user", manager: "manager", auditor: "auditor", supervisor: "supervisor" },
    find: "Find by words", ask: "Ask", page: "Open its page", needs: "What it needs", back: "All questions", optional: "may be left empty", noneFound: "There is no such question",
    recorded: "Every reading is on record", choose: "Choose", pasteEvent: "Choose, or paste an event id", number: (n) => `Question ${n}`, also: "See also",
    needNames: {
      code: "Item", id: "Agreement", event: "Event", item: "Item", department: "Department", day: "Day", operator: "Operator's pseudonym", since: "Since", until: "Until", fields: "Fields", purpose: "Purpose", mode: "Mode",
      only: "Which", subject: "Keyed reference of the person", case: "Case", top: "How many places", often: "Often from (uses)", many: "Many from (departments)", agreement: "Agreement", ref: "Event or item", pair: "Two persons for CHECK=>DECIDE", state: "Which",
    },
    choices: {
      open: "under way", backflow: "return flow", api: "interface", batch: "batch", file: "file", overdue: "overdue", "due-today": "due today",
    },
  },
);
