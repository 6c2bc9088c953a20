/** What the pages ask the API for. One name, one question. */
import { queryOptions } from "@tanstack/react-query";
import { type Schema, answer, api } from "./client";

export const departments = queryOptions({
  queryKey: ["departments"],
  queryFn: async () => (await answer(api.GET("/v1/departments"))).departments,
  staleTime: 5 * 60_000,
});

export const department = (code: string) =>
  queryOptions({
    queryKey: ["department", code],
    queryFn: () => answer(api.GET("/v1/departments/{code}", { params: { path: { code } } })),
  });

export const status = queryOptions({
  queryKey: ["status"],
  queryFn: () => answer(api.GET("/v1/status")),
  refetchInterval: 10_000,
});

export const trust = queryOptions({
  queryKey: ["trust"],
  queryFn: () => answer(api.GET("/v1/trust")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const items = queryOptions({
  queryKey: ["items"],
  queryFn: async () => (await answer(api.GET("/v1/items"))).items,
});

export const item = (code: string) =>
  queryOptions({
    queryKey: ["item", code],
    queryFn: () => answer(api.GET("/v1/items/{code}", { params: { path: { code } } })),
  });

export const agreements = queryOptions({
  queryKey: ["agreements"],
  queryFn: async () => (await answer(api.GET("/v1/agreements"))).agreements,
});

export const agreement = (id: string) =>
  queryOptions({
    queryKey: ["agreement", id],
    queryFn: () => answer(api.GET("/v1/agreements/{id}", { params: { path: { id } } })),
  });

export const activity = (id: string) =>
  queryOptions({
    queryKey: ["activity", id],
    queryFn: () => answer(api.GET("/v1/agreements/{id}/activity", { params: { path: { id } } })),
    refetchInterval: 30_000,
  });

export interface EventFilter {
  agreement?: string;
  item?: string;
  actor?: string;
  type?: string;
  after?: number;
}

export const events = (query: EventFilter) =>
  queryOptions({
    queryKey: ["events", query],
    queryFn: () => answer(api.GET("/v1/events", { params: { query } })),
  });

export const event = (id: string) =>
  queryOptions({
    queryKey: ["event", id],
    queryFn: () => answer(api.GET("/v1/events/{id}", { params: { path: { id } } })),
  });

const LINEAGE_PAGE = 1000;
const LINEAGE_PAGES = 5;

export interface LineageQuestion {
  direction: "up" | "down";
  depth: number;
  as_of?: string;
  as_known?: string;
}

export const lineage = (ref: string, query: LineageQuestion) =>
  queryOptions({
    queryKey: ["lineage", ref, query],
    queryFn: () => wholeLineage(ref, query),
    placeholderData: (before) => before,
  });

/** Pages of the lineage joined; beyond the last that is asked for, `next` says that there is more. */
async function wholeLineage(ref: string, question: LineageQuestion): Promise<Schema["Lineage"]> {
  const ask = (cursor?: string) =>
    answer(api.GET("/v1/lineage/{ref}", { params: { path: { ref }, query: { ...question, limit: LINEAGE_PAGE, ...(cursor && { cursor }) } } }));
  let whole = await ask();
  for (let page = 1; page < LINEAGE_PAGES && whole.next; page += 1) {
    const more = await ask(whole.next);
    const known = new Set(whole.nodes.map(({ event }) => event.id));
    whole = {
      ...whole,
      next: more.next,
      truncated: whole.truncated || more.truncated,
      withheld: [...whole.withheld, ...more.withheld],
      nodes: [...whole.nodes, ...more.nodes.filter(({ event }) => !known.has(event.id))],
      edges: [...whole.edges, ...more.edges],
      gaps: [...whole.gaps, ...more.gaps],
    };
  }
  return whole;
}

export const accountability = (id: string) =>
  queryOptions({
    queryKey: ["accountability", id],
    queryFn: () => answer(api.GET("/v1/accountability", { params: { query: { event: id } } })),
  });

export const reads = queryOptions({
  queryKey: ["reads"],
  queryFn: async () => (await answer(api.GET("/v1/reads", { params: { query: { limit: 100 } } }))).reads,
});

export const decide = (body: Schema["Question"]) => answer(api.POST("/v1/decisions", { body }));

/** The evidence file as the service wrote it, byte for byte. */
export async function evidence(id: string): Promise<Uint8Array> {
  const call = api.GET("/v1/events/{id}/evidence", { params: { path: { id } }, parseAs: "arrayBuffer" });
  return new Uint8Array((await answer(call)) as unknown as ArrayBuffer);
}
