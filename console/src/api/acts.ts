/** Acts on the chain: what there is, drafts to be signed, submission and what became of it. */
import { queryOptions } from "@tanstack/react-query";
import { type Schema, answer, api } from "./client";

export type Consent = { readonly signer: string; readonly signature: string };
export type Drafted = Schema["DraftAnswer"];

export const acts = queryOptions({
  queryKey: ["acts"],
  queryFn: async () => (await answer(api.GET("/v1/acts"))).acts,
  staleTime: Number.POSITIVE_INFINITY,
});

const path = (name: string) => ({ params: { path: { name } } });

/** The draft of an act; throws ApiProblem where the message may not stand. */
export const draftAct = (name: string, message: Record<string, unknown>): Promise<Drafted> =>
  answer(api.POST("/v1/acts/{name}/draft" as never, { ...path(name), body: { message } } as never)) as Promise<Drafted>;

export const submitAct = (name: string, message: Record<string, unknown>, consents: readonly Consent[]): Promise<Schema["ActedAnswer"]> =>
  answer(api.POST("/v1/acts/{name}" as never, { ...path(name), body: { message, consents } } as never)) as Promise<Schema["ActedAnswer"]>;

/** States after which an operation does not change. */
export const ENDED: readonly string[] = ["final", "failed", "mined"];

export const operation = (id: string) =>
  queryOptions({
    queryKey: ["operation", id],
    queryFn: () => answer(api.GET("/v1/operations/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && ENDED.includes(state.data.state) ? false : 1500),
  });

/** The digest of the working-day calendar that the service counts by. */
export const calendarDigest = queryOptions({
  queryKey: ["calendar-digest"],
  queryFn: async () => (await answer(api.GET("/v1/work", { params: { query: { limit: 1 } } }))).calendar.digest,
  staleTime: 60 * 60_000,
});
