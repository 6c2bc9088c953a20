/** What kind of thing a value of an answer is: told by its form, so that a new field is shown like its kind. */
import type { Schema } from "../../api/client";

export type Fields = Readonly<Record<string, unknown>>;

export const isEvent = (value: unknown): value is Schema["EventRef"] =>
  isFields(value) && typeof value["id"] === "string" && "actor" in value && "recorded_at" in value && "proof" in value;

export const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

export const isSentence = (value: unknown): value is Schema["Bilingual"] =>
  isFields(value) && Object.keys(value).length === 2 && typeof value["zh"] === "string" && typeof value["en"] === "string";

export type DepartmentNow = Schema["DepartmentNow"];

export const isDepartment = (value: unknown): value is DepartmentNow =>
  isFields(value) && typeof value["department"] === "string" && typeof value["acting"] === "string" && "heads" in value;

/** Rows of a table: objects that are neither events nor sentences. */
export const isRows = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => isFields(one) && !isEvent(one) && !isSentence(one));

export type Form = "event-id" | "agreement" | "moment" | "date" | "hash" | "text";

export function formOf(text: string): Form {
  if (/^[0-9a-f]{64}$/.test(text)) return "hash";
  if (/^0x[0-9a-f]{64}$/.test(text)) return "agreement";
  if (/^0x[0-9a-f]{40}$/.test(text)) return "hash";
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return "moment";
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return "date";
  return "text";
}

/** Both languages of one thing, under the name that they share: `reason_zh` and `reason_en` are `reason`. */
export function joined(fields: Fields): Fields {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const base = /^(.+)_(zh|en)$/.exec(name)?.[1];
    if (name === "zh" && "en" in fields) found["words"] = { zh: value, en: fields["en"] };
    else if (name === "en" && "zh" in fields) continue;
    else if (base && `${base}_zh` in fields && `${base}_en` in fields) found[base] = { zh: fields[`${base}_zh`], en: fields[`${base}_en`] };
    else found[name] = value;
  }
  return found;
}

/** A part of an answer: an object of its own that has no mark of its own. */
export const isPart = (value: unknown): value is Fields => isFields(value) && !isEvent(value) && !isSentence(value) && !isDepartment(value);

/** A row whose parts are columns too, where no two would bear one name. */
export function flat(row: Fields): Fields {
  const found: [string, unknown][] = [];
  for (const [name, value] of Object.entries(row)) {
    const inner = isPart(value) ? joined(value) : null;
    const clear = inner !== null && Object.keys(inner).length > 0 && Object.keys(inner).every((one) => !(one in row));
    found.push(...(clear ? Object.entries(inner) : [[name, value] as [string, unknown]]));
  }
  return Object.fromEntries(found);
}
