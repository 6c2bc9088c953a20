/** Which agreement and item an event is about, and which events it answers. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useId } from "react";
import * as queries from "../../api/queries";
import { candidates } from "../../api/record";
import { useRecordTexts } from "../../i18n/record";
import type { Guide, Wrong } from "../../record/values.ts";
import { hasForm } from "../../verify/forms.ts";
import { useEventType } from "../shared/eventTypes";
import { useDepartmentName } from "../shared/Marks";
import { plain } from "../shared/plain";
import { useMoment } from "../shared/When";
import { Labelled } from "./FieldInput";
import type { Form, SetForm } from "./form";

interface Props {
  readonly guide: Guide;
  readonly form: Form;
  readonly set: SetForm;
  readonly wrong: ReadonlyMap<string, Wrong>;
}

export function MatterInput({ guide, form, set, wrong }: Props) {
  const r = useRecordTexts();
  const named = useDepartmentName();
  const id = useId();
  const { data: agreements = [] } = useQuery(queries.agreements);
  const { data: items = [] } = useQuery(queries.items);
  const needs = (name: string): boolean => guide.needs.includes(name);
  const search = { optionFilterProp: "label" };
  const bound = agreements.find((one) => one.id === form.agreement);
  const take = (agreement: string): void => {
    const only = agreements.find((one) => one.id === agreement)?.items ?? [];
    set({ agreement, ...(only.length === 1 && needs("item") && { item: only[0]! }) });
  };
  return (
    <>
      <Labelled id={`${id}a`} name="agreement" label={r.agreement} optional={!needs("agreement")} wrong={wrong.get("agreement")}>
        {(described) => (
          <Select
            id={`${id}a`} aria-describedby={described} value={form.agreement || null} placeholder={r.choose} allowClear showSearch={search} style={{ width: "100%" }} onChange={(chosen) => take(chosen ?? "")}
            options={agreements.map((one) => ({ value: one.id, label: plain(`${one.number} ${named(one.owner)} → ${named(one.user)}`) }))}
          />
        )}
      </Labelled>
      <Labelled id={`${id}i`} name="item" label={r.item} optional={!needs("item")} wrong={wrong.get("item")}>
        {(described) => (
          <Select
            id={`${id}i`} aria-describedby={described} value={form.item || null} placeholder={r.choose} allowClear showSearch={search} style={{ width: "100%" }} onChange={(item) => set({ item: item ?? "" })}
            options={items.filter(({ code }) => !bound || bound.items.includes(code)).map(({ code, title }) => ({ value: code, label: plain(`${title} ${code}`) }))}
          />
        )}
      </Labelled>
      <Parents guide={guide} form={form} set={set} wrong={wrong} />
    </>
  );
}

const EACH = 4;

function Parents({ guide, form, set, wrong }: Props) {
  const r = useRecordTexts();
  const id = useId();
  const named = useEventType();
  const label = useEventLabel();
  const types = guide.before.length > 0 ? guide.before : guide.answers;
  const about = { ...(form.item && { item: form.item }), ...(form.agreement && guide.needs.includes("agreement") && form.item === "" && { agreement: form.agreement }) };
  // Many types are asked for in one question about the item; few by name
  const asked = types.length > EACH ? [about] : types.map((type) => ({ type, ...about }));
  const found = useQueries({ queries: asked.map((filter) => ({ ...candidates(filter), enabled: types.length <= EACH || form.item !== "" })) });
  const events = found.flatMap(({ data }) => data ?? []).filter(({ type }) => types.includes(type));
  const chosen = useQueries({ queries: form.parents.map((parent) => ({ ...queries.event(parent), enabled: /^[0-9a-f]{64}$/.test(parent) })) });
  const known = new Map([...events, ...chosen.flatMap(({ data }) => (data ? [data.event] : []))].map((event) => [event.id, event]));
  const list = types.slice(0, 6).map(named).join("、") + (types.length > 6 ? " …" : "");
  const hint = guide.before.length > 0 ? r.must(list) : types.length > 0 ? `${r.mayAnswer(list)}. ${r.parentsHint}` : r.parentsHint;
  const needed = guide.needs.includes("parents") || guide.before.length > 0 || guide.any_parent;
  return (
    <Labelled id={id} name="parents" label={r.parents} optional={!needed} wrong={wrong.get("parents")} hint={hint}>
      {(described) => (
        <Select
          id={id} aria-describedby={described} mode="tags" value={[...form.parents]} placeholder={r.parentsHint} style={{ width: "100%" }} notFoundContent={r.noCandidates} showSearch={{ optionFilterProp: "label" }}
          onChange={(parents: string[]) => set({ parents: parents.map((one) => one.trim()).filter((one) => hasForm("digest", one)) })}
          options={[...known.values()].sort((a, b) => b.index - a.index).map((event) => ({ value: event.id, label: label(event) }))}
        />
      )}
    </Labelled>
  );
}

/** An event in one line: what, who, when. */
export function useEventLabel(): (event: { id: string; type: string; actor: string; occurred_at: string }) => string {
  const named = useEventType();
  const department = useDepartmentName();
  const moment = useMoment();
  return ({ id, type, actor, occurred_at: at }) => plain(`${named(type)} · ${department(actor)} · ${moment(at)} · ${id.slice(0, 8)}`);
}
