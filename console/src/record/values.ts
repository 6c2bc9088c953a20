/** From what is typed into a form to the values that an event holds; what is wrong is named field by field. */
import type { Schema } from "../api/client";
import { hasForm } from "../verify/forms.ts";

export type Guide = Schema["EventGuide"];
export type FieldGuide = Schema["FieldGuide"];
/** What a form's fields hold while it is filled in. */
export type Typed = Readonly<Record<string, unknown>>;
export type Wrong = "empty" | "number" | "time" | "json" | "choice" | "parents" | "payload" | "code";

/** The value of one field, or what is wrong with it. */
export function valueOf(field: FieldGuide, given: unknown): { readonly value: unknown } | { readonly wrong: Wrong } {
  const text = typeof given === "string" ? given.trim() : "";
  switch (field.kind) {
    case "list":
      return { value: Array.isArray(given) ? given.map(String) : [] };
    case "flag":
      return typeof given === "boolean" ? { value: given } : { wrong: "empty" };
    case "integer":
      if (given === undefined || given === null || given === "") return { wrong: "empty" };
      return Number.isSafeInteger(given) && (given as number) >= 0 ? { value: given } : { wrong: "number" };
    case "time":
      return timeOf(text);
    case "json":
      return jsonOf(given);
    case "choice":
      if (text === "") return { wrong: "empty" };
      return field.choices.some(({ value }) => value === text) ? { value: text } : { wrong: "choice" };
    default:
      if (Array.isArray(given)) return given.length > 0 ? { value: given.map(String) } : { wrong: "empty" };
      return text === "" && !field.optional ? { wrong: "empty" } : { value: text };
  }
}

/** A moment of the browser's own time field, or one that is written out already. */
function timeOf(text: string): { readonly value: string } | { readonly wrong: Wrong } {
  if (text === "") return { wrong: "empty" };
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? { wrong: "time" } : { value: moment.toISOString() };
}

function jsonOf(given: unknown): { readonly value: unknown } | { readonly wrong: Wrong } {
  if (typeof given !== "string") return given === undefined ? { wrong: "empty" } : { value: given };
  if (given.trim() === "") return { wrong: "empty" };
  try {
    return { value: JSON.parse(given) as unknown };
  } catch {
    return { wrong: "json" };
  }
}

export interface Matter {
  readonly agreement: string;
  readonly item: string;
  readonly parents: readonly string[];
  /** Types of the parents; undefined while one is being read, or where it may not be read. */
  readonly parentTypes: readonly (string | undefined)[];
  readonly hasPayload: boolean;
}

/** What a form still lacks: name of the field or member → what is wrong. The order of steps is part of it. */
export function lacking(guide: Guide, typed: Typed, matter: Matter): ReadonlyMap<string, Wrong> {
  const found = new Map<string, Wrong>();
  for (const field of guide.fields) {
    if (field.kind === "salt") continue;
    const read = valueOf(field, typed[field.name]);
    if ("wrong" in read) found.set(field.name, read.wrong);
  }
  const needs = (name: string): boolean => guide.needs.includes(name);
  if (matter.agreement === "" ? needs("agreement") : !hasForm("agreement", matter.agreement)) found.set("agreement", matter.agreement === "" ? "empty" : "code");
  if (matter.item === "" ? needs("item") : !hasForm("item", matter.item)) found.set("item", matter.item === "" ? "empty" : "code");
  if (matter.parents.some((one) => !hasForm("digest", one))) found.set("parents", "code");
  else if (matter.parents.length === 0 ? needs("parents") || guide.any_parent || guide.before.length > 0 : !inOrder(guide, matter)) found.set("parents", "parents");
  if (needs("payload") && !matter.hasPayload) found.set("payload", "payload");
  return found;
}

/** Not known to be out of order: of a parent that is not known here the service judges. */
function inOrder({ before }: Guide, { parentTypes }: Matter): boolean {
  return before.length === 0 || parentTypes.some((type) => type === undefined || before.includes(type));
}

/** The fields of a form that lacks nothing. */
export function valuesOf(guide: Guide, typed: Typed, salt: string | undefined): Record<string, unknown> {
  const rows = guide.fields.flatMap((field): [string, unknown][] => {
    if (field.kind === "salt") return salt === undefined ? [] : [[field.name, salt]];
    const read = valueOf(field, typed[field.name]);
    return "value" in read ? [[field.name, read.value]] : [];
  });
  return Object.fromEntries(rows);
}
