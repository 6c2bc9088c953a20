/** What was counted, by name: an event, or an agreement, a month of one, an item, a duty. */
import type { Schema } from "../../api/client";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Hash, Item } from "../shared/Marks";
import { Link } from "react-router";

type Ref = Schema["EventRef"];

export function Subject({ name, events }: { name: string; events: ReadonlyMap<string, Ref> }) {
  const w = useWords(figures);
  const [kind, rest] = name.split(/:(.*)/) as [string, string | undefined];
  if (kind === "agreement" && rest) {
    const [id, month] = rest.split("/");
    return <><Agreement id={id} /> {month && w.agreementMonth(month)}</>;
  }
  if (kind === "item") return <Item code={rest} />;
  if (kind === "duty" && rest) return <>{w.duty(rest.split("/").slice(1).join("/"))}</>;
  if (/^[0-9a-f]{64}$/.test(name)) return <EventLink id={name} event={events.get(name)} />;
  if (/^0x[0-9a-f]{64}$/.test(name)) return <Agreement id={name} />;
  return <Item code={name} />;
}

export function EventLink({ id, event }: { id: string; event: Ref | undefined }) {
  const named = useEventType();
  return event ? <Link to={`/events/${id}`} title={id}>{named(event.type)}</Link> : <Hash value={id} to={`/events/${id}`} />;
}
