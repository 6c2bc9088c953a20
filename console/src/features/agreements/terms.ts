/** The terms of an agreement as a file, in words, and as the typed data that is signed (docs/formats.md §10). */
import type { TypedDataDefinition } from "viem";
import type { Schema } from "../../api/client";

export type Terms = Schema["Terms"];
export type Party = "owner" | "user" | "manager";
export const PARTIES: readonly Party[] = ["owner", "user", "manager"];

const TEXTS = ["number", "owner", "user", "manager", "mode", "legal_basis", "scenario", "redistribution", "text_zh", "text_en", "policy", "calendar"] as const;
const LISTS = ["items", "fields", "purposes"] as const;
const NUMBERS = ["calls_per_day", "rows_per_delivery", "grade", "use_from", "use_until", "retention_until"] as const;

/** Terms in the text of a file, or null: exactly these members, each of its kind. Whether they may stand, the API says. */
export function readTerms(text: string): Terms | null {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const right =
    Object.keys(value).length === TEXTS.length + LISTS.length + NUMBERS.length &&
    TEXTS.every((name) => typeof value[name] === "string") &&
    NUMBERS.every((name) => Number.isSafeInteger(value[name])) &&
    LISTS.every((name) => Array.isArray(value[name]) && (value[name] as unknown[]).every((one) => typeof one === "string"));
  return right ? (value as unknown as Terms) : null;
}

const text = (name: string) => ({ name, type: "string" });
const u64 = (name: string) => ({ name, type: "uint64" });
const hash = (name: string) => ({ name, type: "bytes32" });
const list = (name: string) => ({ name, type: "string[]" });

const TYPES = {
  Terms: [
    text("number"),
    { name: "parties", type: "Parties" },
    { name: "scope", type: "Scope" },
    { name: "limits", type: "Limits" },
    { name: "period", type: "Period" },
    { name: "texts", type: "Texts" },
  ],
  Parties: [text("owner"), text("user"), text("manager")],
  Scope: [list("items"), list("fields"), list("purposes"), text("mode"), text("legalBasis"), text("scenario")],
  Limits: [u64("callsPerDay"), u64("rowsPerDelivery"), { name: "grade", type: "uint8" }, text("redistribution")],
  Period: [u64("useFrom"), u64("useUntil"), u64("retentionUntil")],
  Texts: [hash("zh"), hash("en"), hash("policy"), hash("calendar")],
};

/** What a wallet is asked to sign; every member of the terms stands in it. */
export function typedTerms(terms: Terms, chainId: number, contract: `0x${string}`): TypedDataDefinition {
  return {
    domain: { name: "Quanze", version: "1", chainId, verifyingContract: contract },
    primaryType: "Terms",
    types: TYPES,
    message: {
      number: terms.number,
      parties: { owner: terms.owner, user: terms.user, manager: terms.manager },
      scope: {
        items: terms.items,
        fields: terms.fields,
        purposes: terms.purposes,
        mode: terms.mode,
        legalBasis: terms.legal_basis,
        scenario: terms.scenario,
      },
      limits: {
        callsPerDay: BigInt(terms.calls_per_day),
        rowsPerDelivery: BigInt(terms.rows_per_delivery),
        grade: terms.grade,
        redistribution: terms.redistribution,
      },
      period: { useFrom: BigInt(terms.use_from), useUntil: BigInt(terms.use_until), retentionUntil: BigInt(terms.retention_until) },
      texts: { zh: `0x${terms.text_zh}`, en: `0x${terms.text_en}`, policy: `0x${terms.policy}`, calendar: `0x${terms.calendar}` },
    },
  };
}
