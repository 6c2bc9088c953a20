/** What the writing side asks the API for. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

export const eventTypes = queryOptions({
  queryKey: ["event-types"],
  queryFn: async () => (await answer(api.GET("/v1/event-types"))).types,
  staleTime: Number.POSITIVE_INFINITY,
});

export const nextSteps = (id: string) =>
  queryOptions({
    queryKey: ["next-steps", id],
    queryFn: async () => (await answer(api.GET("/v1/events/{id}/next", { params: { path: { id } } }))).steps,
  });

const CANDIDATES = 500;

/** Events that one may answer: of a type, of an item or an agreement. */
export const candidates = (filter: { type?: string; item?: string; agreement?: string }) =>
  queryOptions({
    queryKey: ["candidates", filter],
    queryFn: async () => (await answer(api.GET("/v1/events", { params: { query: { ...filter, limit: CANDIDATES } } }))).events,
  });
