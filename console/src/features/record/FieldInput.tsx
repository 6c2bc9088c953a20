/** One field of an event, as its kind asks for it. */
import { Input, InputNumber, Select } from "antd";
import { type ReactNode, useId } from "react";
import type { FieldGuide, Wrong } from "../../record/values.ts";
import { useTexts } from "../../i18n";
import { useRecordTexts } from "../../i18n/record";

interface Props {
  readonly field: FieldGuide;
  readonly value: unknown;
  readonly set: (value: unknown) => void;
  readonly wrong?: Wrong | undefined;
  /** Values to choose from where others are allowed too. */
  readonly offered?: readonly string[] | undefined;
}

const LONG = new Set([
  "scenario", "scope", "reasons", "reason", "process", "outcome", "storage", "description", "evidence", "measures", "measure", "requirements", "claim", "ruling", "position", "fix_evidence", "affected", "copies", "cause", "residual_risk",
]);
const FEW = 6;

export function FieldInput({ field, value, set, wrong, offered }: Props) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const id = useId();
  const label = field.five ? <>{pick(field)} <span className="five">{r.five}</span></> : pick(field);
  if (field.kind === "flag" || (field.kind === "choice" && field.choices.length <= FEW)) {
    const options = field.kind === "flag" ? [{ value: true, text: r.yes }, { value: false, text: r.no }] : field.choices.map((one) => ({ value: one.value, text: pick(one) }));
    return <Choice label={label} options={options} value={value} set={set} wrong={wrong} name={field.name} />;
  }
  return (
    <Labelled id={id} name={field.name} label={label} optional={field.optional} wrong={wrong} hint={offered ? r.fieldsHint : field.kind === "list" ? r.listHint : undefined}>
      {(described) => <Control id={id} field={field} value={value} set={set} offered={offered} wrong={wrong} described={described} />}
    </Labelled>
  );
}

interface ControlProps extends Props {
  readonly id: string;
  readonly described: string | undefined;
}

function Control({ id, field, value, set, offered, wrong, described }: ControlProps) {
  const { pick } = useTexts();
  const text = typeof value === "string" ? value : "";
  const marks = { id, "aria-invalid": wrong !== undefined, "aria-describedby": described };
  if (field.kind === "list" || offered) {
    const options = (offered ?? []).map((one) => ({ value: one }));
    return <Select {...marks} mode="tags" value={Array.isArray(value) ? (value as string[]) : text ? [text] : []} options={options} onChange={set} {...(offered ? {} : { open: false })} style={{ width: "100%" }} />;
  }
  switch (field.kind) {
    case "integer":
      return <InputNumber {...marks} min={0} precision={0} value={typeof value === "number" ? value : null} onChange={set} />;
    case "time":
      return <input {...marks} type="datetime-local" step={1} className="native" value={text} onChange={({ target }) => set(target.value)} />;
    case "choice":
      return <Select {...marks} value={text || null} options={field.choices.map((one) => ({ value: one.value, label: pick(one) }))} onChange={set} style={{ width: "100%" }} />;
    case "json":
      return <textarea {...marks} className="native record-text" rows={6} spellCheck={false} value={text} onChange={({ target }) => set(target.value)} />;
    default:
      if (LONG.has(field.name)) return <textarea {...marks} className="native record-text" rows={2} value={text} onChange={({ target }) => set(target.value)} />;
      return <Input {...marks} value={text} maxLength={1000} onChange={({ target }) => set(target.value)} />;
  }
}

interface LabelledProps {
  readonly id: string;
  readonly name: string;
  readonly label: ReactNode;
  readonly optional?: boolean;
  readonly hint?: string | undefined;
  readonly wrong?: Wrong | undefined;
  readonly children: (described: string | undefined) => ReactNode;
}

/** A label, its control, and what is wrong with it. */
export function Labelled({ id, name, label, optional = false, hint, wrong, children }: LabelledProps) {
  const r = useRecordTexts();
  const note = `${id}-note`;
  return (
    <div className="field" data-field={name}>
      <label htmlFor={id}>
        {label} {optional && <span className="quiet">({r.optional})</span>}
      </label>
      <div>{children(wrong || hint ? note : undefined)}</div>
      {(wrong || hint) && (
        <p id={note} className={wrong ? "field-wrong" : "field-hint"}>
          {wrong ? r.wrong[wrong] : hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly options: readonly { readonly value: string | boolean; readonly text: string }[];
  readonly value: unknown;
  readonly set: (value: unknown) => void;
  readonly wrong?: Wrong | undefined;
}

function Choice({ name, label, options, value, set, wrong }: ChoiceProps) {
  const r = useRecordTexts();
  const id = useId();
  return (
    <fieldset className="field choice" data-field={name} aria-describedby={wrong ? `${id}-note` : undefined}>
      <legend>{label}</legend>
      {options.map((one) => (
        <label key={String(one.value)}>
          <input type="radio" name={id} checked={value === one.value} onChange={() => set(one.value)} /> {one.text}
        </label>
      ))}
      {wrong && (
        <p id={`${id}-note`} className="field-wrong">
          {r.wrong[wrong]}
        </p>
      )}
    </fieldset>
  );
}
