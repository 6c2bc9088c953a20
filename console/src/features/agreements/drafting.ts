/** Terms while they are drafted: where they start, what the texts say to begin with, and the message that is examined. */
import type { Schema } from "../../api/client";
import { hex, sha256, utf8 } from "../../verify/bytes.ts";
import { type Terms, typedTerms } from "./terms";

export interface Texts {
  readonly text_zh: string;
  readonly text_en: string;
  readonly policy: string;
}

export type Drafting = Omit<Terms, keyof Texts>;

const DAY = 86_400;
const YEAR_OF_USE = 365;
/** Three years (条例 29) and the leap day they may hold. */
const KEPT_DAYS = 3 * 365 + 1;

export const keptUntil = (useUntil: number): number => useUntil + KEPT_DAYS * DAY;

/** Terms to begin with: of the user's department, with what the catalogue says of the item. */
export function firstTerms(user: string, calendar: string, item: Schema["ItemView"] | undefined): Drafting {
  const from = Math.floor(Date.now() / 60_000) * 60;
  const until = from + YEAR_OF_USE * DAY;
  return {
    number: "", user, calendar, items: item ? [item.code] : [], ...ofItem(item), purposes: [], legal_basis: "", scenario: "", calls_per_day: 0, rows_per_delivery: 0, redistribution: "none",
    use_from: from, use_until: until, retention_until: keptUntil(until),
  };
}

/** What the catalogue says of an item, as far as terms repeat it. */
export function ofItem(item: Schema["ItemView"] | undefined): Pick<Drafting, "owner" | "manager" | "fields" | "mode" | "grade"> {
  const fields: unknown = item?.entry["fields"];
  const modes = String(item?.entry["share_mode"] ?? "");
  return {
    owner: item?.owner ?? "", manager: item?.manager ?? "", grade: item?.grade ?? 1, fields: Array.isArray(fields) ? fields.filter((one): one is string => typeof one === "string") : [],
    mode: (["file", "batch", "api"] as const).find((mode) => modes.includes(mode)) ?? "file",
  };
}

/** The terms with the digests of their texts. */
export function bind(draft: Drafting, texts: Texts): Terms {
  const digest = (text: string): string => hex(sha256(utf8(text)));
  return { ...draft, text_zh: digest(texts.text_zh), text_en: digest(texts.text_en), policy: digest(texts.policy) };
}

/** Members that are empty and may not be. */
export function emptyOf(draft: Drafting, texts: Texts): string[] {
  const members = ["number", "owner", "user", "manager", "items", "fields", "purposes", "legal_basis", "scenario"] as const;
  const lacking: string[] = members.filter((name) => draft[name].length === 0);
  return [...lacking, ...(Object.keys(texts) as (keyof Texts)[]).filter((name) => texts[name].trim() === "")];
}

/** The struct as the acts take it: members as in the contract, numbers as JSON numbers. */
export function messageOf(terms: Terms): Record<string, unknown> {
  const { message } = typedTerms(terms, 0, "0x0000000000000000000000000000000000000000");
  return JSON.parse(JSON.stringify(message, (_name, value: unknown) => (typeof value === "bigint" ? Number(value) : value))) as Record<string, unknown>;
}

type Names = (code: string) => string;

/** Texts that say what the terms say, article by article; a beginning for those who settle them. */
export function firstTexts(draft: Drafting, named: Names): Texts {
  const day = (seconds: number | string): string => new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
  const { owner, user, manager, items, fields, purposes } = draft;
  const zh = [
    `政务数据共享协议 ${draft.number}`, "", `归属部门: ${named(owner)} (${owner})`, `使用部门: ${named(user)} (${user})`, `管理部门: ${named(manager)} (${manager})`, "",
    `第一条 共享内容: 目录项 ${items.join("、")}, 数据项 ${fields.join("、")}。`, `第二条 用途: ${purposes.join("; ")}。使用部门不得用于其他用途。`, `第三条 依据与场景: ${draft.legal_basis}; ${draft.scenario}。`,
    `第四条 方式: ${draft.mode}; 每日调用上限 ${draft.calls_per_day || "不约定"}, 每次行数上限 ${draft.rows_per_delivery || "不约定"}。`, `第五条 期限: ${day(draft.use_from)} 至 ${day(draft.use_until)}; 期满妥善处置并提交处置证明。`,
    `第六条 使用记录保存至 ${day(draft.retention_until)}。`, `第七条 转提供: ${draft.redistribution === "none" ? "不得转提供" : "经归属部门书面同意方可转提供"}。`, "第八条 争议: 协商; 协商不成的由管理部门协调。", "",
  ];
  const en = [
    `Agreement on the sharing of government data ${draft.number}`, "", `Owner: ${named(owner)} (${owner})`, `User: ${named(user)} (${user})`, `Manager: ${named(manager)} (${manager})`, "",
    `1. Shared are the fields ${fields.join(", ")} of ${items.join(", ")}.`, `2. Purposes: ${purposes.join("; ")}; nothing else.`, `3. Basis and scenario: ${draft.legal_basis}; ${draft.scenario}.`,
    `4. Mode: ${draft.mode}; at most ${draft.calls_per_day || "(not agreed)"} calls a day and ${draft.rows_per_delivery || "(not agreed)"} rows a delivery.`, `5. Use from ${day(draft.use_from)} until ${day(draft.use_until)}; then the data is disposed of, with a certificate.`,
    `6. Records of use are kept until ${day(draft.retention_until)}.`, `7. Passing on: ${draft.redistribution === "none" ? "not allowed" : "with the owner's written consent only"}.`, "8. Disputes: negotiation, then mediation by the manager.", "",
  ];
  return { text_zh: zh.join("\n"), text_en: en.join("\n"), policy: `${JSON.stringify(odrl(draft), null, 2)}\n` };
}

/** The same as a policy in ODRL 2.2 (W3C). */
function odrl(draft: Drafting): unknown {
  const constraint = (leftOperand: string, operator: string, rightOperand: unknown) => ({ leftOperand, operator, rightOperand });
  const moment = (seconds: number | string): string => new Date(Number(seconds) * 1000).toISOString();
  return {
    "@context": "http://www.w3.org/ns/odrl.jsonld", "@type": "Agreement", uid: `urn:quanze:agreement:${draft.number}`,
    permission: draft.items.map((item) => ({
      target: `urn:quanze:item:${item}`, assigner: draft.owner, assignee: draft.user, action: "use",
      constraint: [constraint("purpose", "isAnyOf", draft.purposes), constraint("dateTime", "gteq", moment(draft.use_from)), constraint("dateTime", "lt", moment(draft.use_until)), ...(draft.calls_per_day ? [constraint("count", "lteq", draft.calls_per_day)] : [])],
    })),
    ...(draft.redistribution === "none" && { prohibition: draft.items.map((item) => ({ target: `urn:quanze:item:${item}`, assignee: draft.user, action: "distribute" })) }),
  };
}
