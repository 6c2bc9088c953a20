import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation, useParams } from "react-router";
import { acts, draftAct } from "../api/acts";
import type { Schema } from "../api/client";
import { ActSigning } from "../features/agreements/ActSigning";
import { Labelled } from "../features/record/FieldInput";
import { Agreement } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Answer, Failed, Nothing } from "../features/shared/States";
import { FileField } from "../features/shared/FileField";
import { useTexts } from "../i18n";
import { useEditingTexts } from "../i18n/editing";
import "../features/record/record.css";

type Act = Schema["ActAnswer"];

/** One act under an agreement: its particulars, the look before signing, signature and submission. */
export default function ActPage() {
  const { pick } = useTexts();
  const e = useEditingTexts();
  const { id = "", name = "" } = useParams();
  const query = useQuery(acts);
  const act = query.data?.find((one) => one.name === name);
  return (
    <Page title={act ? pick(act) : e.acts} intro={<Agreement id={id} />}>
      <Answer query={query}>{() => (act ? <Steps key={name + id} act={act} agreement={id} /> : <Nothing />)}</Answer>
    </Page>
  );
}

function Steps({ act, agreement }: { act: Act; agreement: string }) {
  const e = useEditingTexts();
  const given = (useLocation().state as { message?: Record<string, unknown> } | null)?.message;
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [bad, setBad] = useState(false);
  const drafting = useMutation({ mutationFn: (message: Record<string, unknown>) => draftAct(act.name, message) });
  const asked = Object.entries(act.message["properties"] as Record<string, { description?: string }>).filter(([name]) => name !== "agreement" && !act.filled.includes(name));
  if (drafting.data) return <ActSigning act={act} drafted={drafting.data} back={() => drafting.reset()} />;
  const open = async (file: File | undefined): Promise<void> => {
    const message = file ? messageIn(await file.text(), act.name) : null;
    setBad(message === null);
    if (message) drafting.mutate(message);
  };
  return (
    <Section title={e.prepare}>
      {!given && asked.map(([name, { description = name }]) => <Member key={name} name={name} description={description} value={typed[name] ?? ""} set={(value) => setTyped({ ...typed, [name]: value })} />)}
      {drafting.isError && <Failed error={drafting.error} />}
      <div className="filters">
        <Button type="primary" loading={drafting.isPending} onClick={() => drafting.mutate(given ?? { agreement, ...Object.fromEntries(asked.map(([name]) => [name, valueOf(name, typed[name] ?? "")])) })}>{e.prepare}</Button>
      </div>
      {act.parties.length > 1 && <FileField label={e.openDraft} take={([file]) => void open(file)} />}
      {bad && <Failed error={new Error(e.badDraft)} />}
    </Section>
  );
}

function Member({ name, description, value, set }: { name: string; description: string; value: string; set: (value: string) => void }) {
  const { language } = useTexts();
  const e = useEditingTexts();
  const [zh = name, en = zh] = description.split(" · ");
  const event = /event$/i.test(name);
  const time = /At$/.test(name);
  return (
    <Labelled id={name} name={name} label={language === "zh" ? zh : en} optional={name === "reasonEvent"} hint={event ? (name === "reasonEvent" ? e.optionalEvent : e.event) : undefined}>
      {(described) =>
        time ? (
          <input id={name} aria-describedby={described} type="datetime-local" className="native" value={value} onChange={({ target }) => set(target.value)} />
        ) : (
          <Input id={name} aria-describedby={described} value={value} maxLength={300} onChange={({ target }) => set(target.value.trim())} />
        )
      }
    </Labelled>
  );
}

/** A member as the contract takes it: event ids with 0x, an absent one as zeroes, times in seconds. */
function valueOf(name: string, text: string): unknown {
  if (/At$/.test(name)) return text ? Math.floor(new Date(text).getTime() / 1000) : 0;
  if (text === "") return `0x${"00".repeat(32)}`;
  return /^[0-9a-f]{64}$/.test(text) ? `0x${text}` : text;
}

function messageIn(text: string, act: string): Record<string, unknown> | null {
  try {
    const draft = JSON.parse(text) as { act?: unknown; message?: unknown };
    return draft.act === act && typeof draft.message === "object" && draft.message !== null ? (draft.message as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
