/** The typed data of an event (docs/formats.md §6): what the key or the wallet signs. */
import type { TypedDataDefinition } from "viem";
import { hex } from "../verify/bytes.ts";
import type { Event } from "../verify/event.ts";

const text = (name: string) => ({ name, type: "string" });
const TYPES = { Event: [text("eventType"), text("actor"), text("agreement"), text("item"), text("occurredAt"), { name: "eventId", type: "bytes32" }] };

export function typedEvent(event: Pick<Event, "id" | "type" | "actor" | "agreement" | "item" | "occurredAt">, chainId: number, eventLog: `0x${string}`): TypedDataDefinition {
  const { id, type, actor, agreement = "", item = "", occurredAt } = event;
  return {
    domain: { name: "Quanze", version: "1", chainId, verifyingContract: eventLog },
    primaryType: "Event",
    types: TYPES,
    message: { eventType: type, actor, agreement, item, occurredAt, eventId: `0x${hex(id)}` },
  };
}
