/** A question of use, answered by the API while it is typed. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Input, InputNumber, Segmented, Select } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { useCaller } from "../session/Session";
import { Section } from "../shared/Page";
import { Failed, Loading, StateNotice } from "../shared/States";
import { QuestionCircleOutlined } from "@ant-design/icons";
import { Decided } from "./Decided";
import { useSettled } from "./useSettled";

type Question = Schema["Question"];

interface Props {
  readonly items: readonly Schema["ItemView"][];
  readonly first: string | undefined;
}

export function Asking({ items, first }: Props) {
  const { t } = useTexts();
  const caller = useCaller();
  const start = items.find(({ code }) => code === first);
  const [question, setQuestion] = useState<Question>({
    department: caller.department,
    item: start?.code ?? "",
    fields: fieldsOf(start),
    purpose: "",
    mode: "api",
    count: 1,
    case_ref: "",
    record: false,
  });
  const set = (change: Partial<Question>): void => setQuestion((before) => ({ ...before, ...change }));
  return (
    <div className="columns">
      <Section title={t.ask.title}>
        <Form items={items} question={question} set={set} />
      </Section>
      <Section title={t.ask.answer}>
        <Live question={question} />
      </Section>
    </div>
  );
}

export function Live({ question, waiting }: { question: Question; waiting?: string }) {
  const { t } = useTexts();
  const asked = useDeferredValue(useSettled(question));
  const whole = asked.item !== "" && asked.fields.length > 0 && asked.purpose.trim() !== "" && asked.department !== "";
  const query = useQuery({ queryKey: ["decision", asked], queryFn: () => queries.decide(asked), enabled: whole, placeholderData: keepPreviousData });
  if (!whole) return <StateNotice icon={<QuestionCircleOutlined />} title={waiting ?? t.ask.incomplete} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return query.data ? <Decided question={asked} decided={query.data} /> : <Loading />;
}

interface FormProps {
  readonly items: Props["items"];
  readonly question: Question;
  readonly set: (change: Partial<Question>) => void;
}

function Form({ items, question, set }: FormProps) {
  const { t, language } = useTexts();
  const { data: departments } = useQuery(queries.departments);
  const names = (departments ?? []).map((one) => ({ value: one.code, label: language === "zh" ? one.name_zh : one.name_en }));
  const chosen = items.find(({ code }) => code === question.item);
  const modes = (["api", "batch", "file"] as const).map((value) => ({ value, label: t.common.modes[value] ?? value }));
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Field id="department" label={t.ask.department}>
        <Select id="department" value={question.department} options={names} onChange={(department) => set({ department })} showSearch={{ optionFilterProp: "label" }} style={{ width: "100%" }} />
      </Field>
      <Field id="item" label={t.ask.item}>
        <Select
          id="item"
          value={question.item || null}
          options={items.map(({ code, title }) => ({ value: code, label: `${title} ${code}` }))}
          onChange={(item) => set({ item: item ?? "", fields: fieldsOf(items.find(({ code }) => code === item)) })}
          showSearch={{ optionFilterProp: "label" }}
          style={{ width: "100%" }}
        />
      </Field>
      <Field id="fields" label={t.ask.fields}>
        <Select id="fields" mode="tags" value={question.fields} options={fieldsOf(chosen).map((value) => ({ value }))} placeholder={t.ask.anyField} onChange={(fields: string[]) => set({ fields })} style={{ width: "100%" }} />
      </Field>
      <Field id="purpose" label={t.ask.purpose}>
        <Input id="purpose" value={question.purpose} maxLength={256} onChange={({ target }) => set({ purpose: target.value })} />
      </Field>
      <Field id="mode" label={t.ask.mode}>
        <Segmented id="mode" value={question.mode} options={modes} onChange={(mode) => set({ mode })} />
      </Field>
      <Field id="count" label={t.ask.count}>
        <InputNumber id="count" min={1} precision={0} value={question.count} onChange={(count) => set({ count: count ?? 1 })} />
      </Field>
      <Field id="case" label={t.ask.caseRef}>
        <Input id="case" value={question.case_ref} maxLength={256} onChange={({ target }) => set({ case_ref: target.value })} />
      </Field>
      <Field id="at" label={t.ask.at}>
        <input id="at" type="datetime-local" className="native" onChange={({ target }) => set({ at: target.value ? new Date(target.value).toISOString() : null })} />{" "}
        {!question.at && <span className="quiet">{t.ask.now}</span>}
      </Field>
    </form>
  );
}

function Field({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div>{children}</div>
    </div>
  );
}

function fieldsOf(item: Schema["ItemView"] | undefined): string[] {
  const fields: unknown = item?.entry["fields"];
  return Array.isArray(fields) ? fields.filter((one) => typeof one === "string") : [];
}
