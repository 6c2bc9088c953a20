/** One call for each question of docs/questions.md. What is answered is shown field by field, whatever question it was. */
import { queryOptions } from "@tanstack/react-query";
import { type Schema, answer, api } from "./client";

/** What every answer carries beside its own fields. */
export interface Answered {
  readonly verdict: Schema["Bilingual"];
  readonly as_of: string;
  readonly calendar: Schema["CalendarRef"];
  readonly proof?: Schema["ProofState"];
  readonly events?: readonly Schema["EventRef"][];
  readonly withheld: readonly Schema["Withheld"][];
  readonly [field: string]: unknown;
}

export type Given = Readonly<Record<string, string>>;

/** `path` as the OpenAPI document writes it; what stands in it is taken from `given`, all else goes into the query. */
export const asked = (path: string, given: Given, post: boolean) =>
  queryOptions({
    queryKey: ["question", path, given],
    queryFn: async (): Promise<Answered> => {
      const inPath = Object.fromEntries(Object.entries(given).filter(([name]) => path.includes(`{${name}}`)));
      const rest = Object.fromEntries(Object.entries(given).filter(([name, value]) => !(name in inPath) && value !== ""));
      if (post) return (await answer(api.POST("/v1/decisions/fields", { body: fieldsQuestion(rest) }))) as unknown as Answered;
      // The catalogue of questions names the path at run time, where the client's types cannot follow
      return (await answer(api.GET(path as "/v1/requests", { params: { path: inPath, query: rest } as never }))) as unknown as Answered;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

function fieldsQuestion(given: Given): Schema["FieldsQuestion"] {
  return {
    department: given["department"] ?? "",
    item: given["item"] ?? "",
    fields: (given["fields"] ?? "").split(/[,，、]/).map((one) => one.trim()).filter(Boolean),
    purpose: given["purpose"] ?? "",
    mode: (given["mode"] ?? "file") as Schema["FieldsQuestion"]["mode"],
    count: 1,
    case_ref: "",
  };
}

export const recall = (event: string) =>
  queryOptions({
    queryKey: ["recall", event],
    queryFn: () => answer(api.GET("/v1/recall", { params: { query: { event } } })),
  });
