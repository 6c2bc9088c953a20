import { both } from "./both";

export const cases = both(
  {
    recall: "召回: 数据流到了哪里", clauses: "所涉条款", unclaimed: "事件类型没有对应条款", name: "当时名称", office: "职责部门", successors: "现由谁承担", from: "自",
    holders: "现持有者", holder: "持有部门", holding: "如何得来", level: "第几手", duty: "须做", closed: "已了结于", open: "未了结", nobody: "无权查阅",
    holdings: { delivery: "获提供", derived: "加工所得", redistributed: "转提供", stored: "存储" } as Record<string, string>,
    duties: { correct: "更正", stop: "停用", dispose: "处置", "cannot-be-determined": "无法判定" } as Record<string, string>,
    states: { own: "本部门自有", unknown: "无法判定" } as Record<string, string>,
    told: "已通知", stillUsed: "通知之后的使用", source: "错误的源头", noHolders: "没有其他部门持有", none: "没有记录",
    toLineage: "在溯源图中看",
  },
  {
    recall: "Recall: where the data went", clauses: "Clauses it is about", unclaimed: "no clause stands behind this type of event", name: "Name then", office: "Office", successors: "Answers now", from: "from",
    holders: "Who holds it", holder: "Holder", holding: "Came to hold it by", level: "Hand", duty: "Must", closed: "closed by", open: "open", nobody: "not open to you",
    holdings: { delivery: "delivery", derived: "derivation", redistributed: "redistribution", stored: "storage" },
    duties: { correct: "correct it", stop: "stop using it", dispose: "dispose of it", "cannot-be-determined": "cannot be determined" },
    states: { own: "its own", unknown: "cannot be determined" },
    told: "Told", stillUsed: "Uses since", source: "Where it went wrong", noHolders: "No other department holds it", none: "nothing on record",
    toLineage: "See it in the lineage graph",
  },
);
