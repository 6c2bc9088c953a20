/** One event's way: numbered and built, signed by the key that is signed in, sent. What was signed is sent again unchanged. */
import { answer, api } from "../api/client";
import type { Place } from "../api/trust.ts";
import type { Signer } from "../features/session/signers";
import { type Built, build } from "./build.ts";
import type { Draft } from "./draft.ts";
import { typedEvent } from "./typed.ts";

export interface Signed {
  readonly event: string;
  readonly signature: string;
  readonly disclosures: Built["disclosures"];
}

/**
 * The lane of this visit. A number names one event for ever, so two windows with the same key, or a window and a command,
 * must not draw from one sequence.
 */
const LANE = (2 ** 31 + (crypto.getRandomValues(new Uint32Array(1))[0]! >>> 1)) >>> 0;

export const chance = (): Uint8Array => crypto.getRandomValues(new Uint8Array(16));

export async function prepare(draft: Draft, actor: string, address: string, occurredAt?: string): Promise<Built> {
  const { next_seq: seq } = await answer(api.GET("/v1/lanes/{address}/{lane}", { params: { path: { address, lane: LANE } } }));
  return build(draft, { actor, lane: LANE, seq, occurredAt: occurredAt ?? new Date().toISOString(), chance });
}

/** Signs for the contract of the log. Throws what the signer throws, which answers for its signatures (session/signers.ts). */
export async function sign({ event, text, disclosures }: Built, signer: Signer, { chainId, contract }: Place): Promise<Signed> {
  const signature = await signer.signTypedData(typedEvent(event, chainId, contract));
  return { event: text, signature, disclosures };
}

export const send = ({ event, signature, disclosures }: Signed) =>
  answer(api.POST("/v1/events", { body: { event, signature, disclosures: disclosures as unknown as Record<string, Record<string, unknown>> } }));
