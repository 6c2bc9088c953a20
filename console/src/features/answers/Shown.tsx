/** One value in words: events, agreements, items and departments by name, moments in local time, a silence as one. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { answers } from "../../i18n/answers";
import { fieldName, valueName } from "../../i18n/fields";
import { useWords } from "../../i18n/words";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Department, Hash, Item, Mark, ProofMark, StateMark } from "../shared/Marks";
import { When } from "../shared/When";
import { type DepartmentNow, formOf, isDepartment, isEvent, isFields, isSentence, joined } from "./shape";

/** Fields of which null says that nobody can tell; any other null says that there is none. */
const UNTOLD = new Set([
  "agrees", "asker_answers", "backflow", "checked", "current", "grounded", "head_then", "in_time", "inverted", "key_valid_then", "met", "moved", "overdue",
  "own_key", "right_body", "same", "stale", "valid_then", "department", "outcome", "confidence",
]);
const STATES = new Set(["state", "agreement_state"]);
const EVENTS = new Set(["trigger", "fulfilled_by", "request", "event", "evidence", "settled_by", "mark"]);

/** Whether the record says nothing here; that it cannot be told is something said. */
export const isSilent = (name: string, value: unknown): boolean =>
  value === "" || (Array.isArray(value) && value.length === 0) || ((value === null || value === undefined) && !UNTOLD.has(name));

export function Shown({ name, value }: { name: string; value: unknown }): ReactNode {
  const { t, pick } = useTexts();
  const w = useWords(answers);
  if (value === null || value === undefined) return UNTOLD.has(name) ? <Mark tone="open">{t.common.unknown}</Mark> : <span className="quiet">{w.none}</span>;
  if (typeof value === "boolean") return value ? t.common.yes : t.common.no;
  if (typeof value === "number") return <span className="number">{name === "grade" ? (t.common.grades[value] ?? value) : value}</span>;
  if (typeof value === "string") return <Text name={name} text={value} />;
  if (isEvent(value)) return <EventMark event={value} />;
  if (isSentence(value)) return pick(value);
  if (isDepartment(value)) return <Standing of={value} />;
  if (Array.isArray(value)) return <List name={name} values={value} />;
  return isFields(value) ? <Inner of={value} /> : null;
}

function Text({ name, text }: { name: string; text: string }) {
  const { t, language } = useTexts();
  const { data: departments } = useQuery(queries.departments);
  const { data: items } = useQuery(queries.items);
  const form = formOf(text);
  if (text === "") return <span className="quiet">{t.common.none}</span>;
  if (form === "moment") return <When at={text} />;
  if (form === "agreement") return name === "transaction" ? <Hash value={text} /> : <Agreement id={text} />;
  if (form === "hash") return EVENTS.has(name) ? <Hash value={text} to={`/events/${text}`} /> : <Hash value={text} />;
  if (STATES.has(name) && t.common.states[text]) return <StateMark state={text} />;
  if (name === "share_type") return t.common.shareTypes[text] ?? text;
  if (name === "mode") return t.common.modes[text] ?? text;
  if (name === "role" || name === "key_role" || name === "roles") return t.shell.roles[text] ?? text;
  if (departments?.some(({ code }) => code === text)) return <Department code={text} />;
  if (items?.some(({ code }) => code === text)) return <Item code={text} />;
  if (name === "command") return <code>{text}</code>;
  if (text.includes("\n")) return <pre className="raw" tabIndex={0}>{text}</pre>;
  return valueName(text, language) ?? text;
}

/** A department, and who stands in its place now. */
function Standing({ of }: { of: DepartmentNow }) {
  const w = useWords(answers);
  return (
    <>
      <Department code={of.department} /> {of.acting !== of.department && <>{w.actingNow} <Department code={of.acting} /></>}
    </>
  );
}

function EventMark({ event }: { event: Schema["EventRef"] }) {
  const named = useEventType();
  return (
    <span className="event-mark">
      <Link to={`/events/${event.id}`}>{named(event.type)}</Link> <Department code={event.actor} /> <When at={event.occurred_at} /> <ProofMark proof={event.proof} />
    </span>
  );
}

const MOST = 40;

function List({ name, values }: { name: string; values: readonly unknown[] }) {
  const w = useWords(answers);
  if (values.length === 0) return <span className="quiet">{w.none}</span>;
  return (
    <ul className="plain inner-list">
      {values.slice(0, MOST).map((one, at) => (
        <li key={at}>
          <Shown name={name} value={one} />
        </li>
      ))}
      {values.length > MOST && <li className="quiet">{w.more(values.length - MOST)}</li>}
    </ul>
  );
}

/** An object inside of a row or a list. */
function Inner({ of }: { of: Readonly<Record<string, unknown>> }) {
  const { language } = useTexts();
  const w = useWords(answers);
  const entries = Object.entries(joined(of));
  if (entries.length === 0) return <span className="quiet">{w.none}</span>;
  return (
    <span className="inner">
      {entries.map(([name, value]) => (
        <span key={name}>
          {name !== "words" && <span className="quiet">{nameOf(name, language)} </span>}
          <Shown name={name} value={value} />
        </span>
      ))}
    </span>
  );
}

function nameOf(name: string, language: "zh" | "en"): string {
  return valueName(name, language) ?? fieldName(name, language);
}
