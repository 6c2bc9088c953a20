/** Places for nodes: columns along the edges, rows ordered so that edges cross little. */
import type { Schema } from "../../api/client";

export type Lineage = Schema["Lineage"];
export type Node = Schema["Node"];
export type Edge = Schema["Edge"];

export const WIDTH = 212;
export const HEIGHT = 76;
const COLUMN = WIDTH + 76;
const ROW = HEIGHT + 24;
/** Columns stand a little apart in height, so that an edge that passes one by is not hidden behind its boxes. */
const SHIFTS = [0, 0.8, -0.5, 0.3];

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Time runs to the right: an event stands right of everything it names as parent. */
export function place(nodes: readonly Node[], edges: readonly Edge[]): Map<string, Place> {
  const parents = new Map<string, string[]>();
  for (const { parent, child } of edges) parents.set(child, [...(parents.get(child) ?? []), parent]);
  const places = new Map<string, Place>();
  columns(nodes, parents).forEach((column, rank) => {
    const wanted = new Map(column.map((node, at) => [node, middle(parents.get(node.event.id) ?? [], places) ?? at * ROW]));
    const sorted = column.toSorted((a, b) => wanted.get(a)! - wanted.get(b)! || a.event.index - b.event.index);
    const shift = (SHIFTS[rank % SHIFTS.length] ?? 0) * ROW;
    const centre = [...wanted.values()].reduce((sum, y) => sum + y, 0) / column.length;
    sorted.forEach((node, at) => {
      places.set(node.event.id, { x: rank * COLUMN, y: centre + (at - (column.length - 1) / 2) * ROW + shift });
    });
  });
  return places;
}

/** Nodes by the length of the longest way to them; parents have the smaller index, so one pass in that order is enough. */
function columns(nodes: readonly Node[], parents: ReadonlyMap<string, readonly string[]>): Node[][] {
  const ranks = new Map<string, number>();
  const found: Node[][] = [];
  for (const node of nodes.toSorted((a, b) => a.event.index - b.event.index)) {
    const rank = Math.max(0, ...(parents.get(node.event.id) ?? []).map((id) => (ranks.get(id) ?? -1) + 1));
    ranks.set(node.event.id, rank);
    (found[rank] ??= []).push(node);
  }
  return found;
}

function middle(ids: readonly string[], places: ReadonlyMap<string, Place>): number | undefined {
  const ys = ids.flatMap((id) => places.get(id)?.y ?? []);
  return ys.length ? ys.reduce((sum, y) => sum + y, 0) / ys.length : undefined;
}

/** What an edge must say at a glance; the worst counts. */
export type Fault = "unlawful" | "broken" | "unproven" | "lawful" | "none";

export function faultOf(edge: Edge): Fault {
  if (edge.basis === "no-lawful-basis-shown") return "unlawful";
  if (edge.same === false) return "broken";
  if (edge.proof !== "anchored" || edge.basis === "cannot-be-determined") return "unproven";
  return edge.basis === "no-exchange" ? "none" : "lawful";
}

/** Shown first and in red. */
export const isWrong = (edge: Edge): boolean => ["unlawful", "broken"].includes(faultOf(edge));

export const STROKES: Record<Fault, { color: string; width: number; dash?: string; sign: string }> = {
  unlawful: { color: "#b3261e", width: 3.5, dash: "10 5", sign: "✕" },
  broken: { color: "#b3261e", width: 3.5, sign: "≠" },
  unproven: { color: "#8a5300", width: 2, dash: "2 5", sign: "?" },
  lawful: { color: "#17568c", width: 1.6, sign: "" },
  none: { color: "#8794a3", width: 1.2, sign: "" },
};
