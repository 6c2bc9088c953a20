/** The form of one type of event: filled in, looked over, signed; or saved for the key that may sign it. */
import { useQueries } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { useId, useState } from "react";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { useRecordTexts } from "../../i18n/record";
import { type Draft, writeDraft } from "../../record/draft.ts";
import { type Guide, type Wrong, lacking } from "../../record/values.ts";
import { hasForm } from "../../verify/forms.ts";
import { useCaller } from "../session/Session";
import { Section } from "../shared/Page";
import { save } from "../shared/save";
import { ContentInput, hasContent } from "./ContentInput";
import { FieldInput, Labelled } from "./FieldInput";
import { type Form, type SetForm, toDraft } from "./form";
import { GuideNote } from "./GuideNote";
import { MatterInput } from "./MatterInput";
import { Preflight, useOffered } from "./Preflight";

interface Props {
  readonly guide: Guide;
  readonly form: Form;
  readonly set: SetForm;
  /** Called with what is to be looked over and signed. */
  readonly look: (draft: Draft, occurredAt: string | undefined) => void;
}

export function RecordForm({ guide, form, set, look }: Props) {
  const r = useRecordTexts();
  const caller = useCaller();
  const [shown, setShown] = useState(false);
  const offered = useOffered(guide, form);
  const parents = useQueries({ queries: form.parents.map((one) => ({ ...queries.event(one), enabled: hasForm("digest", one) })) });
  const wrong = lacking(guide, form.typed, { ...form, parentTypes: parents.map(({ data }) => data?.event.type), hasPayload: hasContent(form) });
  const seen: ReadonlyMap<string, Wrong> = shown ? wrong : new Map();
  const may = guide.keys.includes(caller.role);
  const whole = (go: (draft: Draft) => void): void => {
    setShown(true);
    if (wrong.size > 0) {
      focusFirst(wrong);
      return;
    }
    go(toDraft(guide, form));
  };
  return (
    <form
      className="columns"
      onSubmit={(event) => {
        event.preventDefault();
        if (may) whole((draft) => look(draft, form.occurredAt ? new Date(form.occurredAt).toISOString() : undefined));
      }}
    >
      <div>
        <Section title={r.matter}>
          <MatterInput guide={guide} form={form} set={set} wrong={seen} />
        </Section>
        {guide.fields.some(({ kind }) => kind !== "salt") && (
          <Section title={r.content}>
            {guide.fields.filter(({ kind }) => kind !== "salt").map((field) => (
              <FieldInput key={field.name} field={field} offered={offered[field.name]} value={form.typed[field.name]} set={(value) => set({ typed: { ...form.typed, [field.name]: value } })} wrong={seen.get(field.name)} />
            ))}
          </Section>
        )}
        {guide.needs.includes("payload") && <ContentInput guide={guide} form={form} set={set} wrong={seen.get("payload")} />}
        <More form={form} set={set} />
        {shown && wrong.size > 0 && <Alert type="error" showIcon role="alert" title={r.lacks(wrong.size)} className="gap" />}
        <div className="filters">
          {may && <Button type="primary" htmlType="submit">{r.look}</Button>}
          <Button type={may ? "default" : "primary"} onClick={() => whole((draft) => save(`draft-${guide.name}.json`, writeDraft(draft)))}>{r.save}</Button>
        </div>
      </div>
      <div>
        <GuideNote guide={guide} />
        {guide.name === "request" && <Preflight form={form} />}
      </div>
    </form>
  );
}

function More({ form, set }: { form: Form; set: SetForm }) {
  const r = useRecordTexts();
  const id = useId();
  return (
    <details className="section">
      <summary>{r.more}</summary>
      <Labelled id={`${id}o`} name="operator" label={r.operator} optional hint={r.operatorHint}>
        {(described) => <Input id={`${id}o`} aria-describedby={described} value={form.operator} maxLength={64} onChange={({ target }) => set({ operator: target.value.replace(/[^0-9A-Za-z._-]/g, "") })} />}
      </Labelled>
      <Labelled id={`${id}t`} name="occurred_at" label={r.occurred} optional hint={r.occurredHint}>
        {(described) => <input id={`${id}t`} aria-describedby={described} type="datetime-local" step={1} className="native" value={form.occurredAt} onChange={({ target }) => set({ occurredAt: target.value })} />}
      </Labelled>
    </details>
  );
}

/** Leads to the first thing that is to be mended, in the order of the page. */
function focusFirst(wrong: ReadonlyMap<string, Wrong>): void {
  const first = [...document.querySelectorAll<HTMLElement>("[data-field]")].find(({ dataset }) => wrong.has(dataset["field"] ?? ""));
  first?.querySelector<HTMLElement>("input, textarea, select")?.focus();
}

/** What a signed-in key may sign, in words. */
export function useRoles(): (keys: readonly string[]) => string {
  const { t, language } = useTexts();
  return (keys) => keys.map((key) => t.shell.roles[key] ?? key).join(language === "zh" ? "、" : ", ");
}
