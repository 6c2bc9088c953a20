/** What a form holds while it is filled in, where it starts, and the draft that comes of it. */
import type { Schema } from "../../api/client";
import type { Draft } from "../../record/draft.ts";
import { type FieldGuide, type Guide, type Typed, valuesOf } from "../../record/values.ts";

/** The data that an event speaks of: its salted digest, and the name of the file it was made from. */
export interface Content {
  readonly name: string;
  readonly alg: string;
  readonly digest: string;
  readonly salt: string;
}

export interface Form {
  readonly agreement: string;
  readonly item: string;
  readonly parents: readonly string[];
  readonly typed: Typed;
  readonly content: Content | null;
  readonly rows: number;
  readonly operator: string;
  readonly occurredAt: string;
}

export type SetForm = (change: Partial<Form>) => void;

/** Types that carry on the very data of the event they answer: its digest is made with that event's salt. */
export const CARRIES = new Set(["store", "backup", "deliver", "transfer", "receipt", "backflow", "redistribute"]);

/** Begins with a draft, or with the event that is answered and more that it rests on, or empty. */
export function startOf(guide: Guide, draft: Draft | undefined, after: Schema["EventView"] | undefined, given: { item?: string | null; agreement?: string | null }, more: readonly string[] = []): Form {
  if (draft) {
    const salt = typeof draft.values["payload_salt"] === "string" ? draft.values["payload_salt"] : "";
    const content = draft.payload ? { name: "", alg: draft.payload.alg, digest: draft.payload.digest, salt } : null;
    return {
      agreement: draft.agreement ?? "", item: draft.item ?? "", parents: draft.parents, typed: shownAgain(guide, draft), content, rows: draft.payload?.rows ?? 0,
      operator: draft.operator ?? "", occurredAt: "",
    };
  }
  const rows = after?.payload && CARRIES.has(guide.name) ? Number(after.payload["rows"]) : 0;
  return {
    agreement: after?.agreement ?? given.agreement ?? "", item: after?.item ?? given.item ?? "", parents: after ? [...new Set([after.event.id, ...more])] : [], typed: {}, content: null, rows,
    operator: "", occurredAt: "",
  };
}

export function toDraft(guide: Guide, form: Form): Draft {
  const { content, parents, agreement, item, operator, rows } = form;
  return {
    type: guide.name, values: valuesOf(guide, form.typed, content?.salt || undefined), parents, agreement: agreement || undefined, item: item || undefined,
    operator: operator || undefined, payload: content ? { alg: content.alg, digest: content.digest, rows } : undefined,
  };
}

/** A draft's values as a form holds them. */
function shownAgain(guide: Guide, { values }: Draft): Typed {
  const again = (field: FieldGuide): unknown => {
    const value = values[field.name];
    if (field.kind === "time" && typeof value === "string") return localOf(value);
    return field.kind === "json" && value !== undefined ? JSON.stringify(value, null, 2) : value;
  };
  return Object.fromEntries(guide.fields.map((field) => [field.name, again(field)]));
}

/** A moment as the browser's own time field writes it; what is none stays as it is. */
function localOf(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
