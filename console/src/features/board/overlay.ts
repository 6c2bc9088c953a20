/** What the list said, brought up to date by what the stream told since. */
import type { Schema } from "../../api/client";

export type AlertView = Schema["AlertView"];

/** Which alerts a board shows. */
export interface Wanted {
  readonly level?: Schema["Level"] | undefined;
  readonly owner?: string | undefined;
  readonly state: "unacknowledged" | "acknowledged" | "open" | "closed" | "all";
}

export function fits(alert: AlertView, { level, owner, state }: Wanted): boolean {
  if ((level && alert.level !== level) || (owner && alert.owner !== owner)) return false;
  if (state === "all") return true;
  if (state === "closed") return alert.state === "closed";
  if (alert.state !== "open") return false;
  return state === "open" || (state === "acknowledged") === (alert.acknowledged_at !== null);
}

/** The alerts wanted, newest change first; of an alert that both know, the newer one stands. */
export function overlay(listed: readonly AlertView[], live: ReadonlyMap<string, AlertView>, wanted: Wanted): AlertView[] {
  const whole = new Map(listed.map((alert) => [alert.id, alert]));
  for (const [id, alert] of live) if ((whole.get(id)?.changed ?? -1) < alert.changed) whole.set(id, alert);
  return [...whole.values()].filter((alert) => fits(alert, wanted)).sort((a, b) => b.changed - a.changed);
}
