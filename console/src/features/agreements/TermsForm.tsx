/** The terms by form: every member explained with its clause, defaults from the catalogue. */
import { useQuery } from "@tanstack/react-query";
import { Input, InputNumber, Select } from "antd";
import { type ReactNode, useId } from "react";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { useEditingTexts } from "../../i18n/editing";
import { useDepartmentName } from "../shared/Marks";
import { plain } from "../shared/plain";
import { type Drafting, keptUntil, ofItem } from "./drafting";

interface Props {
  readonly draft: Drafting;
  readonly set: (change: Partial<Drafting>) => void;
  readonly lacking: readonly string[];
}

export function TermsForm({ draft, set, lacking }: Props) {
  const { t } = useTexts();
  const e = useEditingTexts();
  const named = useDepartmentName();
  const { data: departments = [] } = useQuery(queries.departments);
  const { data: items = [] } = useQuery(queries.items);
  const offered = items.filter(({ code }) => draft.items.includes(code)).flatMap((one) => ofItem(one).fields);
  const parties = departments.map(({ code }) => ({ value: code, label: `${named(code)} ${code}` }));
  const search = { optionFilterProp: "label" };
  const rowOf = (name: keyof Drafting, label: string, control: (id: string) => ReactNode): ReactNode => (
    <Term key={name} name={name} label={label} why={e.why[name]} wrong={lacking.includes(name) ? e.need : undefined}>{control}</Term>
  );
  const text = (name: "number" | "legal_basis" | "scenario", label: string) => rowOf(name, label, (id) => <Input id={id} value={draft[name]} maxLength={name === "number" ? 128 : 256} onChange={({ target }) => set({ [name]: target.value })} />);
  const party = (name: "owner" | "user" | "manager", label: string) => rowOf(name, label, (id) => <Select id={id} value={draft[name] || null} options={parties} showSearch={search} onChange={(code) => set({ [name]: code ?? "" })} style={{ width: "100%" }} />);
  const many = (name: "fields" | "purposes", label: string, options: readonly string[]) => rowOf(name, label, (id) => <Select id={id} mode="tags" value={[...draft[name]]} options={options.map((value) => ({ value }))} {...(options.length === 0 && { open: false })} onChange={(value: string[]) => set({ [name]: value })} style={{ width: "100%" }} />);
  const count = (name: "calls_per_day" | "rows_per_delivery", label: string) => rowOf(name, label, (id) => <InputNumber id={id} min={0} precision={0} value={draft[name]} onChange={(value) => set({ [name]: value ?? 0 })} />);
  const pick = (name: "mode" | "redistribution" | "grade", label: string, words: Record<string, string>) =>
    rowOf(name, label, (id) => <Select id={id} value={draft[name]} options={Object.entries(words).map(([value, shown]) => ({ value: name === "grade" ? Number(value) : value, label: shown }))} onChange={(value) => set({ [name]: value })} style={{ width: "100%" }} />);
  const time = (name: "use_from" | "use_until" | "retention_until", label: string) =>
    rowOf(name, label, (id) => <input id={id} type="datetime-local" step={60} className="native" value={local(draft[name])} onChange={({ target }) => target.value && set(name === "use_until" ? { use_until: seconds(target.value), retention_until: keptUntil(seconds(target.value)) } : { [name]: seconds(target.value) })} />);
  return (
    <>
      {text("number", t.signing.number)}
      {rowOf("items", t.signing.items, (id) => (
        <Select
          id={id} mode="multiple" value={[...draft.items]} options={items.map(({ code, title }) => ({ value: code, label: plain(`${title} ${code}`) }))} showSearch={search} style={{ width: "100%" }}
          onChange={(codes: string[]) => set({ items: codes, ...(draft.items.length === 0 && ofItem(items.find(({ code }) => code === codes[0]))) })}
        />
      ))}
      {party("owner", t.agreements.owner)}
      {party("user", t.agreements.user)}
      {party("manager", t.agreements.manager)}
      {many("fields", t.signing.fields, offered)}
      {many("purposes", t.signing.purposes, [])}
      {pick("mode", t.signing.mode, t.common.modes)}
      {text("legal_basis", t.signing.legal)}
      {text("scenario", t.signing.scenario)}
      {count("calls_per_day", t.signing.calls)}
      {count("rows_per_delivery", t.signing.rows)}
      {pick("grade", t.signing.grade, t.common.grades)}
      {pick("redistribution", t.signing.redistribution, t.signing.redistributions)}
      {time("use_from", `${t.signing.use} (1)`)}
      {time("use_until", `${t.signing.use} (2)`)}
      {time("retention_until", t.signing.retention)}
    </>
  );
}

interface TermProps {
  readonly name: string;
  readonly label: string;
  readonly why: string | undefined;
  readonly wrong: string | undefined;
  readonly children: (id: string) => ReactNode;
}

function Term({ name, label, why, wrong, children }: TermProps) {
  const id = useId();
  return (
    <div className="field" data-field={name}>
      <label htmlFor={id}>{label}</label>
      <div>{children(id)}</div>
      <p className={wrong ? "field-wrong" : "field-hint"}>{wrong ?? why}</p>
    </div>
  );
}

const seconds = (text: string): number => Math.floor(new Date(text).getTime() / 1000);

function local(at: number | string): string {
  const ms = Number(at) * 1000;
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
