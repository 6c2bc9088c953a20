/** While a request is typed: what the API would decide of this very use, and what is missing. */
import { useQuery } from "@tanstack/react-query";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import { useRecordTexts } from "../../i18n/record";
import type { Guide } from "../../record/values.ts";
import { Live } from "../decision/Asking";
import { useCaller } from "../session/Session";
import { Section } from "../shared/Page";
import type { Form } from "./form";

const MODES = ["api", "batch", "file"] as const;

export function Preflight({ form }: { form: Form }) {
  const r = useRecordTexts();
  const { department } = useCaller();
  const { scope, scenario, share_mode: asked, volume } = form.typed;
  const mode = MODES.find((one) => one === (Array.isArray(asked) ? asked[0] : asked));
  const question: Schema["Question"] = {
    department, item: form.item, fields: mode && Array.isArray(scope) ? (scope as string[]) : [], purpose: typeof scenario === "string" ? scenario.trim().slice(0, 256) : "", mode: mode ?? "file",
    count: typeof volume === "number" && volume > 0 ? volume : 1, case_ref: "", record: false,
  };
  return (
    <Section title={r.preflight} extra={<span className="quiet">{r.requestPurpose}</span>}>
      <p className="quiet">{r.preflightHint}</p>
      <Live question={question} waiting={r.preflightWait} />
    </Section>
  );
}

/** Values that a request's fields are usually chosen from: the item's own fields, the modes of sharing. */
export function useOffered(guide: Guide, form: Form): Readonly<Record<string, readonly string[]>> {
  const { data: items } = useQuery({ ...queries.items, enabled: guide.name === "request" });
  if (guide.name !== "request") return {};
  const fields: unknown = items?.find(({ code }) => code === form.item)?.entry["fields"];
  return { scope: Array.isArray(fields) ? fields.filter((one): one is string => typeof one === "string") : [] };
}
