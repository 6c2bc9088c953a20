/** Identifiers and times (docs/formats.md §1). */
import type { Json } from "./canonical.ts";
import { Refused } from "./bytes.ts";

const FORMS = {
  department: /^[0-9A-Z][0-9A-Z-]{1,30}$/,
  item: /^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$/,
  agreement: /^0x[0-9a-f]{64}$/,
  digest: /^[0-9a-f]{64}$/,
  nonce: /^[0-9a-f]{32}$/,
  field: /^[a-z][a-z0-9_]{0,39}$/,
  operator: /^[0-9A-Za-z._-]{1,64}$/,
  origin: /^[0-9a-z][0-9a-z./-]{2,99}$/,
  address: /^0x[0-9a-f]{40}$/,
  hash: /^0x[0-9a-f]{64}$/,
} as const;
export type Form = keyof typeof FORMS;

/** Whether the text has the form; a final newline is not overlooked. */
export function hasForm(form: Form, value: unknown): value is string {
  return typeof value === "string" && !value.endsWith("\n") && FORMS[form].test(value);
}

export function inForm(form: Form, value: Json | undefined): string {
  if (hasForm(form, value)) return value;
  const found: unknown = value;
  const shown = typeof found === "string" ? JSON.stringify(found.slice(0, 80)) : typeof found;
  throw new Refused(`${shown} 不合 ${form} 的格式`, `${shown} does not have the form of ${form}`);
}

const TIME = /^(\d{4})-(\d{2})-(\d{2})T(?!24)\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS.mmmZ`, which is then the only spelling of that moment. */
export function milliseconds(text: Json | undefined): number {
  const value = typeof text === "string" && text.length === 24 && TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (!(value >= 0) || new Date(value).toISOString() !== text) {
    throw new Refused("时间须写成 2026-11-22T01:28:00.000Z", "a time is written like 2026-11-22T01:28:00.000Z");
  }
  return value;
}

const YEAR_10000 = 253_402_300_800_000n;

/** A moment in words; one beyond the calendar stays a number. */
export function moment(ms: bigint): string {
  return ms < YEAR_10000 ? new Date(Number(ms)).toISOString() : String(ms);
}
