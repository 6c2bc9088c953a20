/** What an answer withholds, in words: `name`, or `name: count`. */
import type { Language } from ".";

const WHAT: Record<string, readonly [zh: string, en: string]> = {
  events: ["事件", "Events"], disclosures: ["事件所披露的内容", "What events disclose"], cases: ["办件", "Cases"], agreements: ["协议", "Agreements"],
  holders: ["持有数据的部门", "Who holds the data"], rows: ["对账的行", "Rows of the reconciliation"], breaches: ["链上违约标记", "Breaches on the chain"], disputes: ["争议", "Disputes"],
  facts: ["登记的事实", "Facts on record"], arguments: ["操作的内容", "What was submitted"], values: ["预警的数值", "Values of the alert"], reads: ["查阅记录", "Readings"], terms: ["协议条款", "Terms of the agreement"],
};

export function withheldName(what: string, language: Language): string {
  const [name = what, count] = what.split(": ");
  // A field of the record's own has no other name
  const words = WHAT[name]?.[language === "zh" ? 0 : 1] ?? name;
  return count === undefined ? words : `${words}: ${count}`;
}
