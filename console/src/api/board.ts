/** What the work list, the live board and reconciliation ask the API for. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Schema, answer, api } from "./client";

export type WorkState = "open" | "overdue" | "due-today";
export const WORK_STATES: readonly WorkState[] = ["open", "overdue", "due-today"];

const WORK_PAGE = 50;

/** What is due for a department, or for all under the caller's where none is named; soonest first. */
export const work = (state: WorkState, department?: string) =>
  infiniteQueryOptions({
    queryKey: ["work", state, department],
    queryFn: ({ pageParam: cursor }) =>
      answer(api.GET("/v1/work", { params: { query: { state, limit: WORK_PAGE, ...(department && { department }), ...(cursor && { cursor }) } } })),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  });

export interface AlertFilter {
  readonly level?: Schema["Level"];
  readonly owner?: string;
  readonly open?: boolean;
}

const ALERT_PAGE = 50;

/** Alerts, newest change first. */
export const alerts = (filter: AlertFilter) =>
  infiniteQueryOptions({
    queryKey: ["alerts", filter],
    queryFn: ({ pageParam: before }) =>
      answer(api.GET("/v1/alerts", { params: { query: { ...filter, limit: ALERT_PAGE, ...(before !== null && { before }) } } })),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next_before }) => next_before,
  });

export const ranking = queryOptions({
  queryKey: ["ranking"],
  queryFn: () => answer(api.GET("/v1/requests/ranking", { params: { query: { top: 10 } } })),
  refetchInterval: 60_000,
});

/** Requests that await somebody. */
export const underWay = queryOptions({
  queryKey: ["requests", "open"],
  queryFn: () => answer(api.GET("/v1/requests", { params: { query: { only: "open" } } })),
  refetchInterval: 60_000,
});

export type PairState = "paired" | "mismatch" | "orphan" | "pending";
export const PAIR_STATES: readonly PairState[] = ["mismatch", "orphan", "pending", "paired"];

export const reconciliation = (agreement: string, state?: PairState) =>
  infiniteQueryOptions({
    queryKey: ["reconciliation", agreement, state],
    queryFn: ({ pageParam: before }) =>
      answer(api.GET("/v1/reconciliation", { params: { query: { agreement, ...(state && { state }), ...(before !== null && { before }) } } })),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next_before }) => next_before,
  });

export const acknowledge = (id: string, body: Schema["SignedEvent"]) =>
  answer(api.POST("/v1/alerts/{id}/acknowledgement", { params: { path: { id } }, body }));
