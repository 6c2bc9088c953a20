/** What stands in a field before anything is chosen. */
import type { Given } from "../../api/questions";
import type { Need } from "./table";

export function firstOf(needs: readonly Need[], search: URLSearchParams, now = new Date()): Given {
  return Object.fromEntries(needs.map((need) => [need.name, search.get(need.name) ?? start(need.first, now)]));
}

function start(first: string | undefined, now: Date): string {
  if (first === "now") return now.toISOString();
  if (first === "year") return new Date(now.getFullYear(), 0, 1).toISOString();
  if (first === "today") return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return first ?? "";
}

const two = (number: number): string => String(number).padStart(2, "0");
