/** Places for nodes: a column for each level of the answer, rows ordered so that edges cross little. */
import type { Schema } from "../../api/client";

export type Lineage = Schema["Lineage"];
export type Node = Schema["Node"];
export type Edge = Schema["Edge"];

export const WIDTH = 208;
export const HEIGHT = 68;
const COLUMN = WIDTH + 132;
const ROW = HEIGHT + 28;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Upstream grows to the left of the start, downstream to the right. */
export function place(nodes: readonly Node[], edges: readonly Edge[], up: boolean): Map<string, Place> {
  const near = new Map<string, string[]>();
  for (const { parent, child } of edges) {
    const [inner, outer] = up ? [child, parent] : [parent, child];
    near.set(outer, [...(near.get(outer) ?? []), inner]);
  }
  const places = new Map<string, Place>();
  for (const column of byLevel(nodes)) {
    const wanted = new Map(column.map((node, at) => [node, middle(near.get(node.event.id) ?? [], places) ?? at * ROW]));
    const sorted = column.toSorted((a, b) => wanted.get(a)! - wanted.get(b)! || a.event.index - b.event.index);
    const centre = [...wanted.values()].reduce((sum, y) => sum + y, 0) / column.length;
    sorted.forEach((node, at) => {
      places.set(node.event.id, { x: node.level * COLUMN * (up ? -1 : 1), y: centre + (at - (column.length - 1) / 2) * ROW });
    });
  }
  return places;
}

function byLevel(nodes: readonly Node[]): Node[][] {
  const columns = new Map<number, Node[]>();
  for (const node of nodes) columns.set(node.level, [...(columns.get(node.level) ?? []), node]);
  return [...columns].sort(([a], [b]) => a - b).map(([, column]) => column);
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
  if (edge.proof !== "anchored") return "unproven";
  return edge.basis === "no-exchange" ? "none" : "lawful";
}

export const STROKES: Record<Fault, { color: string; width: number; dash?: string; sign: string }> = {
  unlawful: { color: "#b3261e", width: 3.5, dash: "10 5", sign: "✕" },
  broken: { color: "#b3261e", width: 3.5, sign: "≠" },
  unproven: { color: "#8a5300", width: 2, dash: "2 5", sign: "?" },
  lawful: { color: "#17568c", width: 1.6, sign: "" },
  none: { color: "#8794a3", width: 1.2, sign: "" },
};
