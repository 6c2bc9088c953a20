/** What an event is to say, before it is numbered and signed; kept in a file where another key of the department signs. */
import { hasForm } from "../verify/forms.ts";
import { EVENT_TYPES } from "../verify/event.ts";

export interface Payload {
  readonly alg: string;
  readonly digest: string;
  readonly rows: number;
}

export interface Draft {
  readonly type: string;
  /** Fields in the open. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly parents: readonly string[];
  readonly agreement?: string | undefined;
  readonly item?: string | undefined;
  readonly onBehalfOf?: string | undefined;
  readonly operator?: string | undefined;
  readonly payload?: Payload | undefined;
  readonly supersedes?: string | undefined;
}

const FORMAT = "quanze/draft/v1";
const OPTIONAL = { agreement: "agreement", item: "item", onBehalfOf: "department", operator: "operator", supersedes: "digest" } as const;

export const writeDraft = (draft: Draft): string => `${JSON.stringify({ format: FORMAT, ...draft }, null, 2)}\n`;

/** The draft in the text of a file, or null where it is none. Whether it may be recorded, the service says. */
export function readDraft(text: string): Draft | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value["format"] !== FORMAT) return null;
  const { format: _, ...draft } = value;
  const right =
    typeof draft["type"] === "string" && EVENT_TYPES.has(draft["type"]) && isRecord(draft["values"]) &&
    Object.keys(draft["values"]).every((name) => hasForm("field", name)) &&
    Array.isArray(draft["parents"]) && draft["parents"].every((one) => hasForm("digest", one)) &&
    Object.entries(OPTIONAL).every(([name, form]) => draft[name] === undefined || hasForm(form, draft[name])) &&
    (draft["payload"] === undefined || isPayload(draft["payload"]));
  return right ? (draft as unknown as Draft) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPayload(value: unknown): value is Payload {
  return isRecord(value) && Object.keys(value).length === 3 && typeof value["alg"] === "string" && hasForm("digest", value["digest"]) && Number.isSafeInteger(value["rows"]);
}
