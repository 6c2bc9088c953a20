/** Figures and reviews: values, the sets behind them, and the files they are exported to. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

export interface Asked {
  readonly period?: string;
  readonly department?: string;
  readonly as_of?: string;
}

export type WhichSet = "numerator" | "denominator" | "unknown";
export type ReviewName = "unused" | "groundless" | "stale" | "gaps";
type Format = "csv" | "xlsx";

export const MEDIA: Record<Format, string> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

export const figures = (query: Asked, figure?: string) =>
  queryOptions({
    queryKey: ["figures", query, figure],
    queryFn: () => answer(api.GET("/v1/figures", { params: { query: { ...query, ...(figure && { figure }) } } })),
  });

export const members = (id: string, set: WhichSet, query: Asked, after: string) =>
  queryOptions({
    queryKey: ["figure-members", id, set, query, after],
    queryFn: () => answer(api.GET("/v1/figures/{id}/events", { params: { path: { id }, query: { ...query, set, after, limit: 100 } } })),
  });

export const recount = (event: string) =>
  queryOptions({
    queryKey: ["recount", event],
    queryFn: () => answer(api.GET("/v1/figures/recount", { params: { query: { event } } })),
  });

export const review = (name: ReviewName, query: Asked) =>
  queryOptions({
    queryKey: ["review", name, query],
    queryFn: () => answer(api.GET("/v1/reviews/{name}", { params: { path: { name }, query } })),
  });

/** The file as the service wrote it. */
export async function exportFigures(query: Asked, format: Format, language: "zh" | "en"): Promise<Uint8Array> {
  const call = api.GET("/v1/figures/export", { params: { query: { ...query, format, language } }, parseAs: "arrayBuffer" });
  return new Uint8Array((await answer(call)) as unknown as ArrayBuffer);
}

export async function exportReview(name: ReviewName, query: Asked, format: Format, language: "zh" | "en"): Promise<Uint8Array> {
  const call = api.GET("/v1/reviews/{name}/export", { params: { path: { name }, query: { ...query, format, language } }, parseAs: "arrayBuffer" });
  return new Uint8Array((await answer(call)) as unknown as ArrayBuffer);
}
