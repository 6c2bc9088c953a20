/** One thing that a question needs: chosen by name where the record knows names. */
import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useId, useState } from "react";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { questions } from "../../i18n/answers";
import { useWords } from "../../i18n/words";
import { useEventType } from "../shared/eventTypes";
import { useDepartmentName } from "../shared/Marks";
import { useMoment } from "../shared/When";
import type { Kind, Need } from "./table";

interface Props {
  readonly need: Need;
  readonly value: string;
  readonly set: (value: string) => void;
}

/** How a field is named: the API's `id` and `code` stand for what the question is about. */
const LABELS: Partial<Record<Kind, string>> = { item: "item", agreement: "agreement", department: "department", event: "event" };

export function NeedField({ need, value, set }: Props) {
  const w = useWords(questions);
  const id = useId();
  const name = LABELS[need.kind] ?? need.name;
  return (
    <div className="field need">
      <label htmlFor={id}>
        {w.needNames[name] ?? name} {need.optional && <span className="quiet">({w.optional})</span>}
      </label>
      <div>
        <Field id={id} need={need} value={value} set={set} />
      </div>
    </div>
  );
}

function Field(props: Props & { id: string }) {
  const { id, need, value, set } = props;
  const w = useWords(questions);
  switch (need.kind) {
    case "item":
      return <ItemPick {...props} />;
    case "agreement":
      return <AgreementPick {...props} />;
    case "department":
      return <DepartmentPick {...props} />;
    case "event":
      return <EventPick {...props} />;
    case "choice":
      return <Pick {...props} options={(need.of ?? []).map((one) => ({ value: one, label: w.choices[one] ?? one }))} />;
    case "day":
      return <input id={id} type="date" className="native" value={value} onChange={({ target }) => set(target.value)} />;
    case "moment":
      return <input id={id} type="datetime-local" className="native" value={localOf(value)} onChange={({ target }) => set(target.value ? new Date(target.value).toISOString() : "")} />;
    default:
      return <Input id={id} value={value} inputMode={need.kind === "number" ? "numeric" : "text"} maxLength={512} onChange={({ target }) => set(target.value)} />;
  }
}

interface PickProps extends Props {
  readonly id: string;
  readonly options: readonly { value: string; label: string }[];
  readonly pasted?: RegExp;
}

function Pick({ id, need, value, set, options, pasted }: PickProps) {
  const w = useWords(questions);
  const [typed, type] = useState("");
  // What was pasted in full is taken as it is: a list shows only some
  const own = [value, typed.trim()].filter((one) => one && !options.some((known) => known.value === one) && (one === value || pasted?.test(one)));
  return (
    <Select
      id={id} className="pick" value={value || null} allowClear={need.optional ?? false} placeholder={pasted ? w.pasteEvent : w.choose}
      options={[...options, ...new Set(own)].map((one) => (typeof one === "string" ? { value: one, label: one } : one))}
      onChange={(chosen: string | null) => set(chosen ?? "")} showSearch={{ filterOption: (text, option) => `${option?.label} ${option?.value}`.toLowerCase().includes(text.trim().toLowerCase()), onSearch: type }}
    />
  );
}

function ItemPick(props: Props & { id: string }) {
  const { data } = useQuery(queries.items);
  return <Pick {...props} options={(data ?? []).map(({ code, title }) => ({ value: code, label: `${title} ${code}` }))} />;
}

function AgreementPick(props: Props & { id: string }) {
  const { data } = useQuery(queries.agreements);
  const named = useDepartmentName();
  return <Pick {...props} pasted={/^0x[0-9a-f]{64}$/} options={(data ?? []).map((one) => ({ value: one.id, label: `${one.number} ${named(one.owner)} → ${named(one.user)}` }))} />;
}

function DepartmentPick(props: Props & { id: string }) {
  const { language } = useTexts();
  const { data } = useQuery(queries.departments);
  return <Pick {...props} options={(data ?? []).map((one) => ({ value: one.code, label: `${language === "zh" ? one.name_zh : one.name_en} ${one.code}` }))} />;
}

/** Events of the kinds that the question is about, the newest first; any other is pasted. */
function EventPick(props: Props & { id: string }) {
  const kinds = props.need.of ?? [];
  const [kind, choose] = useState(kinds[0]!);
  const named = useEventType();
  const departmentOf = useDepartmentName();
  const moment = useMoment();
  const { t } = useTexts();
  const { data } = useQuery(queries.events({ type: kind }));
  const options = (data?.events ?? []).toReversed().map((one) => ({ value: one.id, label: `${named(one.type)} · ${departmentOf(one.actor)} · ${moment(one.occurred_at)} · ${one.id.slice(0, 8)}` }));
  return (
    <span className="event-pick">
      {kinds.length > 1 && <Select aria-label={t.common.type} value={kind} options={kinds.map((value) => ({ value, label: named(value) }))} onChange={choose} />}
      <Pick {...props} options={options} pasted={/^[0-9a-f]{64}$/} />
    </span>
  );
}

/** A moment as the browser's own field holds it. */
export function localOf(at: string): string {
  if (!at) return "";
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
