import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation, useParams } from "react-router";
import { acts, draftAct } from "../api/acts";
import type { Schema } from "../api/client";
import { candidates } from "../api/record";
import { ActSigning } from "../features/agreements/ActSigning";
import { Labelled } from "../features/record/FieldInput";
import { useEventLabel } from "../features/record/MatterInput";
import { Agreement } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Answer, Failed, Nothing } from "../features/shared/States";
import { FileField } from "../features/shared/FileField";
import { useTexts } from "../i18n";
import { useEditingTexts } from "../i18n/editing";
import type { Wrong } from "../record/values.ts";
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
  const [tried, setTried] = useState(false);
  const drafting = useMutation({ mutationFn: (message: Record<string, unknown>) => draftAct(act.name, message) });
  const asked = Object.entries(act.message["properties"] as Record<string, { description?: string }>).filter(([name]) => name !== "agreement" && !act.filled.includes(name));
  if (drafting.data) return <ActSigning act={act} drafted={drafting.data} back={() => drafting.reset()} />;
  const wrong = (name: string): Wrong | undefined => (given ? undefined : wrongIn(name, typed[name] ?? ""));
  const look = (): void => {
    setTried(true);
    if (asked.some(([name]) => wrong(name))) return;
    drafting.mutate(given ?? { agreement, ...Object.fromEntries(asked.map(([name]) => [name, valueOf(name, typed[name] ?? "")])) });
  };
  const open = async (file: File | undefined): Promise<void> => {
    const message = file ? messageIn(await file.text(), act.name) : null;
    setBad(message === null);
    if (message) drafting.mutate(message);
  };
  return (
    <Section title={e.prepare}>
      {!given && asked.map(([name, { description = name }]) => <Member key={name} name={name} description={description} agreement={agreement} wrong={tried ? wrong(name) : undefined} value={typed[name] ?? ""} set={(value) => setTyped({ ...typed, [name]: value })} />)}
      {drafting.isError && <Failed error={drafting.error} />}
      <div className="filters">
        <Button type="primary" loading={drafting.isPending} onClick={look}>{e.prepare}</Button>
      </div>
      {act.parties.length > 1 && <FileField label={e.openDraft} take={([file]) => void open(file)} />}
      {bad && <Failed error={new Error(e.badDraft)} />}
    </Section>
  );
}

interface MemberProps {
  readonly name: string;
  readonly description: string;
  readonly agreement: string;
  readonly wrong: Wrong | undefined;
  readonly value: string;
  readonly set: (value: string) => void;
}

function Member({ name, description, agreement, wrong, value, set }: MemberProps) {
  const { language } = useTexts();
  const e = useEditingTexts();
  const [zh = name, en = zh] = description.split(" · ");
  const event = isEvent(name);
  const label = useEventLabel();
  const known = useQuery({ ...candidates({ agreement }), enabled: event });
  const time = /At$/.test(name);
  return (
    <Labelled id={name} name={name} label={language === "zh" ? zh : en} wrong={wrong} hint={event ? e.event : undefined}>
      {(described) =>
        time ? (
          <input id={name} aria-describedby={described} type="datetime-local" className="native" value={value} onChange={({ target }) => set(target.value)} />
        ) : (
          <>
            <Input id={name} aria-describedby={described} list={event ? `${name}-known` : undefined} value={value} maxLength={300} onChange={({ target }) => set(target.value.trim())} />
            {event && <datalist id={`${name}-known`}>{known.data?.map((one) => <option key={one.id} value={one.id}>{label(one)}</option>)}</datalist>}
          </>
        )
      }
    </Labelled>
  );
}

const isEvent = (name: string): boolean => /event$/i.test(name);

/** Each act names the event that gives its reason, which the contract never takes as absent. */
function wrongIn(name: string, text: string): Wrong | undefined {
  if (text === "") return "empty";
  return isEvent(name) && !/^(0x)?[0-9a-f]{64}$/.test(text) ? "code" : undefined;
}

/** A member as the contract takes it: event ids with 0x, times in seconds. */
function valueOf(name: string, text: string): unknown {
  if (/At$/.test(name)) return Math.floor(new Date(text).getTime() / 1000);
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
