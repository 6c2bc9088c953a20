/** The questions of docs/questions.md, in the users' own words: what each needs, and which call or page answers it. */
import type { Answered, Given } from "../../api/questions";
import type { Tone } from "../shared/Marks";

export type Asker = "owner" | "user" | "manager" | "auditor" | "supervisor";
export type Kind = "item" | "agreement" | "department" | "event" | "day" | "moment" | "text" | "number" | "choice";

export interface Need {
  /** As the API calls it. */
  readonly name: string;
  readonly kind: Kind;
  readonly optional?: boolean;
  /** Event types to choose from; words to choose from. */
  readonly of?: readonly string[];
  readonly first?: string;
}

export interface Question {
  readonly n: number;
  readonly when: "before" | "during" | "after";
  readonly who: readonly Asker[];
  readonly zh: string;
  readonly en: string;
  readonly needs: readonly Need[];
  /** The API's path, or the page of the console that answers better. */
  readonly path?: string;
  readonly post?: true;
  readonly page?: (given: Given) => string;
  readonly tone?: (answer: Answered) => Tone;
}

const item: Need = { name: "code", kind: "item" };
const maybeItem: Need = { name: "item", kind: "item", optional: true };
const agreement: Need = { name: "id", kind: "agreement" };
const department: Need = { name: "code", kind: "department" };
const event = (...of: string[]): Need => ({ name: "id", kind: "event", of: [...new Set(of)] });
const period: readonly Need[] = [{ name: "since", kind: "moment", first: "year" }, { name: "until", kind: "moment", first: "now" }];

const encoded = encodeURIComponent;
const judged = (good: unknown): Tone => (good === null || good === undefined ? "open" : good ? "good" : "bad");
const rows = (answer: Answered, name: string): Record<string, unknown>[] => (answer[name] ?? []) as Record<string, unknown>[];
const all = (found: readonly unknown[]): boolean | null => (found.includes(false) ? false : found.length === 0 || found.includes(null) ? null : true);
const late = (answer: Answered): Tone => ((answer["overdue"] as number) > 0 ? "bad" : "quiet");

const ALL: readonly Asker[] = ["owner", "user", "manager", "auditor", "supervisor"];
const DATA = ["deliver", "data.update", "receipt", "derive", "collect", "backflow"];

export const QUESTIONS: readonly Question[] = [
  { n: 1, when: "before", who: ["user"], zh: "我要的数据归谁管, 是哪类共享, 要走什么手续?", en: "Whose is the data, how is it shared, which procedure?", needs: [item], path: "/v1/items/{code}/standing" },
  {
    n: 2, when: "before", who: ["user"], zh: "我们处室办这个事项, 有没有依据用这些字段?", en: "Have we a basis for each of these fields?", path: "/v1/decisions/fields", post: true,
    needs: [{ name: "item", kind: "item" }, { name: "fields", kind: "text" }, { name: "purpose", kind: "text" }, { name: "mode", kind: "choice", of: ["batch", "api", "file"], first: "batch" }],
    tone: (answer) => { const said = rows(answer, "fields").map((one) => one["answer"]); return said.includes("refused") ? "bad" : judged(all(said.map((one) => (one === "permitted" ? true : null)))); },
  },
  { n: 3, when: "before", who: ["owner", "user"], zh: "别的部门是不是已经采过, 我还能不能再采?", en: "Was it collected already; may I collect it again?", needs: [item], path: "/v1/items/{code}/standing" },
  { n: 4, when: "before", who: ["user"], zh: "数据多久更新, 最近质量怎样, 能不能放心用?", en: "How current and how good is it?", needs: [item], path: "/v1/items/{code}/standing" },
  { n: 5, when: "before", who: ["owner"], zh: "谁在申请我的数据, 理由成不成立, 还有几个工作日必须答复?", en: "Who asks for my data, is it founded, how many days are left?", needs: [{ name: "only", kind: "choice", of: ["open", "backflow"], optional: true }], path: "/v1/requests", tone: late },
  { n: 6, when: "before", who: ["owner", "user"], zh: "给出去以后出了事算谁的?", en: "Who answers once the data is handed over?", needs: [agreement], path: "/v1/agreements/{id}/hand-over" },
  { n: 7, when: "before", who: ["owner", "manager"], zh: "对方过去有没有超范围使用记录?", en: "Has the other side overstepped before?", needs: [department], path: "/v1/departments/{code}/record", tone: (answer) => ((answer["unresolved"] as number) > 0 ? "bad" : "quiet") },
  { n: 8, when: "before", who: ALL, zh: "今天有哪些申请快超期, 该谁签?", en: "What falls due today, and who signs?", needs: [{ name: "state", kind: "choice", of: ["open", "overdue", "due-today"], optional: true }], path: "/v1/work" },
  { n: 9, when: "before", who: ["manager"], zh: "这条「有条件」是不是部门自己加码?", en: "Did the department invent this condition?", needs: [maybeItem], path: "/v1/requests" },
  { n: 10, when: "before", who: ["manager", "auditor"], zh: "目录哪些项缺字段, 不予共享的有没有法律依据?", en: "What do catalogue entries lack?", needs: [], page: () => "/reviews?review=gaps" },
  { n: 11, when: "before", who: ["manager", "auditor"], zh: "协议三方签字是不是本人、当时有没有权?", en: "Did the right persons sign, with authority then?", needs: [agreement], path: "/v1/agreements/{id}/signatures", tone: (answer) => judged(all(rows(answer, "signatures").flatMap((one) => [one["own_key"], one["valid_then"], one["head_then"]]))) },
  { n: 12, when: "during", who: ["owner", "user", "manager"], zh: "现在谁在用, 今天调了多少, 和约定差多少?", en: "Who uses it now, how much, against what was agreed?", needs: [agreement], page: (given) => `/agreements/${given["id"]}` },
  { n: 13, when: "during", who: ["owner"], zh: "我更新了数据, 用的人都换新版了吗?", en: "Has everyone moved to the new version?", needs: [item], path: "/v1/items/{code}/versions", tone: (answer) => judged(all(rows(answer, "users").map((one) => one["current"]))) },
  { n: 14, when: "during", who: ["owner", "user"], zh: "收到的和他们发的是不是同一份?", en: "Is what arrived what they sent?", needs: [], page: () => "/reconciliation" },
  { n: 15, when: "during", who: ["user", "owner"], zh: "发现错了, 报上去几天了, 谁在处理, 这段时间我还能用吗?", en: "An error was reported: how long ago, with whom, may I use the data meanwhile?", needs: [agreement], path: "/v1/agreements/{id}/corrections" },
  { n: 16, when: "during", who: ["user"], zh: "这份 Excel 是从哪来的, 有没有人改过?", en: "Where did this file come from; was it changed?", needs: [event(...DATA)], path: "/v1/events/{id}/origin", tone: (answer) => (rows(answer, "steps").some((one) => one["change"] === "undeclared") ? "bad" : rows(answer, "steps").some((one) => one["change"] === "unknown") ? "open" : "good") },
  { n: 17, when: "during", who: ["auditor", "supervisor"], zh: "有没有没有对应办件的调用?", en: "Are there calls without a case?", needs: period, path: "/v1/calls/without-case", tone: (answer) => (rows(answer, "calls").length > 0 ? "bad" : (answer["undisclosed"] as number) > 0 ? "open" : "good") },
  { n: 18, when: "during", who: ["owner"], zh: "谁把数据又给了第三方, 经没经同意?", en: "Who passed it on, with consent?", needs: [event(...DATA)], page: (given) => `/lineage/${given["id"]}?direction=down` },
  { n: 19, when: "during", who: ["owner", "manager"], zh: "几个普通数据合起来会不会泄密?", en: "Does linking plain data give something away?", needs: [item], path: "/v1/items/{code}/linkage" },
  { n: 20, when: "during", who: ["user", "manager"], zh: "同一个数有几个源, 哪个是准的?", en: "How many sources has this datum; which counts?", needs: [item], path: "/v1/items/{code}/standing" },
  { n: 21, when: "during", who: ["manager", "supervisor"], zh: "答复和提供超期的前十名是谁, 原因是什么?", en: "Who is late most often, and why?", needs: [{ name: "top", kind: "number", first: "10" }], path: "/v1/requests/ranking" },
  { n: 22, when: "during", who: ["user", "manager"], zh: "下级要的回流数据卡在哪?", en: "Where is return flow stuck?", needs: [{ name: "only", kind: "choice", of: ["backflow"], first: "backflow" }], path: "/v1/requests", tone: late },
  { n: 23, when: "after", who: ALL, zh: "这个结果用了哪些原始数据, 各是谁的, 哪一版?", en: "What was this result made from, whose, which version?", needs: [event("derive", ...DATA)], page: (given) => `/lineage/${given["id"]}` },
  { n: 24, when: "after", who: ["owner", "auditor"], zh: "这批错数据流到了哪里, 影响了哪些结果?", en: "Where did the wrong data go?", needs: [event("data.update", ...DATA)], page: (given) => `/cases/${given["id"]}?show=recall` },
  { n: 25, when: "after", who: ALL, zh: "账本本身有没有被改过, 怎么让我不信你们也能验?", en: "Was the ledger changed, and how can I check without trusting you?", needs: [], path: "/v1/log/statement", tone: (answer) => judged(answer["stored_agrees"]) },
  { n: 26, when: "after", who: ["auditor", "supervisor"], zh: "某人某日查过哪些数据, 凭什么?", en: "What did an operator look at on a day, and on what ground?", needs: [department, { name: "day", kind: "day", first: "today" }, { name: "operator", kind: "text", optional: true }], path: "/v1/departments/{code}/acts", tone: (answer) => (rows(answer, "acts").length === 0 ? "quiet" : judged(all(rows(answer, "acts").map((one) => one["grounded"])))) },
  { n: 27, when: "after", who: ["auditor"], zh: "记录有没有存满三年, 缺哪段?", en: "Were records kept for three years; what is missing?", needs: [department], path: "/v1/departments/{code}/coverage" },
  { n: 28, when: "after", who: ["auditor", "supervisor"], zh: "数据泄露了, 是哪个环节, 谁的责任?", en: "Data leaked: at which step, and who answers?", needs: [event("deliver", "transfer", "receipt", "derive", "incident", "call")], page: (given) => `/cases/${given["id"]}` },
  { n: 29, when: "after", who: ["auditor", "supervisor"], zh: "事件几点发现、几点报的, 超没超?", en: "When was the incident found and reported; in time?", needs: [event("incident")], path: "/v1/events/{id}/incident", tone: (answer) => (answer["minutes_late"] === null ? "open" : (answer["minutes_late"] as number) > 0 ? "bad" : "good") },
  { n: 30, when: "after", who: ["auditor", "supervisor"], zh: "责令整改的改了没有, 谁验收的?", en: "Was it rectified, and who accepted it?", needs: [event("finding", "rectify.order", "order", "breach.mark")], path: "/v1/events/{id}/rectification", tone: (answer) => (answer["state"] === "accepted" ? "good" : answer["overdue"] ? "bad" : "open") },
  { n: 31, when: "after", who: ["owner", "user", "manager"], zh: "这个争议该谁裁, 走到哪步了?", en: "Who settles this dispute, and where does it stand?", needs: [agreement], path: "/v1/agreements/{id}/disputes" },
  { n: 32, when: "after", who: ["owner", "auditor"], zh: "协议到期, 他们删了没有, 拿什么证明?", en: "The agreement ended: did they delete it, proven how?", needs: [agreement], path: "/v1/agreements/{id}/disposal", tone: (answer) => ((answer["count_after"] as number) > 0 || answer["in_time"] === false ? "bad" : answer["in_time"] ? "good" : "quiet") },
  { n: 33, when: "after", who: ["manager", "owner"], zh: "机构改革后这些数据归谁, 旧协议还算不算?", en: "After a reform: whose data, and do agreements stand?", needs: [department], path: "/v1/departments/{code}/succession" },
  { n: 34, when: "after", who: ["manager", "supervisor"], zh: "去年各部门考核分怎么来的, 能不能复算?", en: "How did the scores come about; can they be counted again?", needs: [], page: () => "/figures" },
  { n: 35, when: "after", who: ["user"], zh: "我用这数据办错了事, 我该不该担责?", en: "I acted on wrong data: do I answer for it?", needs: [event("receipt", "call", "derive", "verify")], path: "/v1/events/{id}/liability", tone: (answer) => (answer["asker_answers"] === null ? "open" : answer["asker_answers"] ? "bad" : "good") },
  { n: 36, when: "after", who: ["owner", "user"], zh: "这期结算几次, 和调用对得上吗?", en: "Does the settlement agree with the calls?", needs: [agreement], path: "/v1/agreements/{id}/settlement", tone: (answer) => (rows(answer, "settlements").length === 0 ? "quiet" : judged(all(rows(answer, "settlements").map((one) => one["agrees"])))) },
  { n: 37, when: "after", who: ["owner", "user"], zh: "谁用过我的信息?", en: "Who used this person's data?", needs: [{ name: "case", kind: "text", optional: true }, { name: "subject", kind: "text", optional: true }, ...period], path: "/v1/uses" },
  { n: 38, when: "after", who: ["manager"], zh: "哪些数据该物理汇聚?", en: "Which data should be pooled?", needs: [...period, { name: "often", kind: "number", first: "1000" }, { name: "many", kind: "number", first: "3" }], path: "/v1/pooling" },
  { n: 39, when: "after", who: ["auditor"], zh: "导入的办件里, 哪些超期, 哪些由一人又核对又决定?", en: "Which imported cases ran late, or were checked and decided by one person?", needs: [department, { name: "pair", kind: "text", optional: true }], path: "/v1/departments/{code}/cases" },
];

/** As the address writes it. */
export const placeOf = ({ n }: Question, given: Given = {}): string => {
  const query = Object.entries(given).filter(([, value]) => value !== "").map(([name, value]) => `${name}=${encoded(value)}`).join("&");
  return `/questions/${n}${query && `?${query}`}`;
};
