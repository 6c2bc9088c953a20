/** Files that prove something beside evidence, as the service wrote them, byte for byte. */
import { answer, api } from "./client";

export type StreamOf = { readonly agreement: string } | { readonly item: string } | { readonly department: string };

/** All entries of a stream with the proof that none is missing. */
export async function extract(stream: StreamOf): Promise<Uint8Array> {
  const call = api.GET("/v1/extract", { params: { query: stream }, parseAs: "arrayBuffer" });
  return new Uint8Array((await answer(call)) as unknown as ArrayBuffer);
}

export async function tlogProof(id: string): Promise<Uint8Array> {
  const call = api.GET("/v1/events/{id}/tlog-proof", { params: { path: { id } }, parseAs: "arrayBuffer" });
  return new Uint8Array((await answer(call)) as unknown as ArrayBuffer);
}
