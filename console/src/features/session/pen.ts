/** Writing events: fields are salted, the event is built and signed by the caller's key; nothing of the key leaves it. */
import type { Schema } from "../../api/client";
import { answer, api } from "../../api/client";
import { hex, sha256, utf8 } from "../../verify/bytes.ts";
import { type Json, canonical, fromPlain } from "../../verify/canonical.ts";
import { fieldDigest } from "../../verify/disclosure.ts";
import type { Signer } from "./signers";

/** What an event says before it is salted, numbered and signed; `values` are its fields in the open. */
export interface Draft {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly agreement?: string | null;
  readonly item?: string | null;
  readonly parents?: readonly string[];
}

export interface Hand {
  readonly department: string;
  readonly signer: Signer;
}

type SignedEvent = Schema["SignedEvent"];

const SALT = 16;
const LANE = 0;
const TYPES = {
  Event: [
    { name: "eventType", type: "string" },
    { name: "actor", type: "string" },
    { name: "agreement", type: "string" },
    { name: "item", type: "string" },
    { name: "occurredAt", type: "string" },
    { name: "eventId", type: "bytes32" },
  ],
};

/** The signed event with its disclosures (docs/formats.md §3, §4, §6). Throws Refused, ApiProblem, or what the signer throws. */
export async function write({ department, signer }: Hand, draft: Draft): Promise<SignedEvent> {
  const salted = Object.entries(draft.values).map(([name, value]) => ({ name, value: fromPlain(value), salt: random() }));
  const path = { address: signer.address, lane: LANE };
  const { next_seq } = await answer(api.GET("/v1/lanes/{address}/{lane}", { params: { path } }));
  const occurredAt = new Date().toISOString();
  const members: Record<string, Json> = {
    v: 1, type: draft.type, actor: department, lane: LANE, seq: next_seq, occurred_at: occurredAt, nonce: hex(random()),
    fields: new Map(salted.map(({ name, value, salt }) => [name, fieldDigest(name, salt, value)])),
    ...(draft.agreement && { agreement: draft.agreement }),
    ...(draft.item && { item: draft.item }),
    ...(draft.parents?.length && { parents: [...new Set(draft.parents)].sort() }),
  };
  const event = canonical(new Map(Object.entries(members)));
  const message = {
    eventType: draft.type, actor: department, agreement: draft.agreement ?? "", item: draft.item ?? "", occurredAt,
    eventId: `0x${hex(sha256(utf8(event)))}`,
  };
  const signature = await signer.signTypedData({ domain: await domain(), primaryType: "Event", types: TYPES, message });
  const disclosures = Object.fromEntries(salted.map(({ name, salt }) => [name, { salt: hex(salt), value: draft.values[name] }]));
  return { event, signature, disclosures };
}

async function domain(): Promise<{ name: string; version: string; chainId: number; verifyingContract: `0x${string}` }> {
  const policy = (await answer(api.GET("/v1/trust"))) as unknown as { chain_id: number; contracts: Record<string, { address: `0x${string}` }> };
  return { name: "Quanze", version: "1", chainId: policy.chain_id, verifyingContract: policy.contracts["EventLog"]!.address };
}

function random(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SALT));
}
