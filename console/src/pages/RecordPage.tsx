import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { eventTypes } from "../api/record";
import { recordPath } from "../features/record/path";
import { useRoles } from "../features/record/RecordForm";
import { FileField } from "../features/shared/FileField";
import { Page, Section } from "../features/shared/Page";
import { Answer, Failed, Nothing } from "../features/shared/States";
import { useCaller } from "../features/session/Session";
import { useTexts } from "../i18n";
import { useRecordTexts } from "../i18n/record";
import { readDraft } from "../record/draft.ts";
import type { Guide } from "../record/values.ts";
import "../features/record/record.css";

/** The types of a department's daily work, in the order of the exchange. */
const DAILY = [
  "request", "supplement.notice", "supplement.supply", "extension.request", "reply", "deliver", "receipt", "use.report", "quality.measure", "quality.issue", "correction.request", "correction.reply", "correction.close",
  "purpose.end", "dispose", "incident", "incident.report", "finding.rectify",
];

/** What is there to record; and a draft that somebody else prepared. */
export default function RecordPage() {
  const r = useRecordTexts();
  return (
    <Page title={r.title} intro={r.intro}>
      <OpenDraft />
      <Answer query={useQuery(eventTypes)}>{(types) => <Chooser types={types} />}</Answer>
    </Page>
  );
}

function OpenDraft() {
  const r = useRecordTexts();
  const navigate = useNavigate();
  const [bad, setBad] = useState(false);
  const open = async (file: File | undefined): Promise<void> => {
    const draft = file ? readDraft(await file.text()) : null;
    setBad(draft === null);
    if (draft) await navigate(recordPath(draft.type), { state: { draft } });
  };
  return (
    <Section title={r.opens}>
      <FileField label={r.draftFile} hint={r.draftHint} take={([file]) => void open(file)} />
      {bad && <Failed error={new Error(r.badDraft)} />}
    </Section>
  );
}

function Chooser({ types }: { types: readonly Guide[] }) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const [words, setWords] = useState("");
  const asked = words.trim().toLowerCase();
  const found = types.filter(({ name, zh, en }) => [name, zh, en.toLowerCase()].some((one) => one.includes(asked)));
  const groups = new Map<string, Guide[]>();
  for (const one of found) groups.set(pick({ zh: one.group_zh, en: one.group_en }), [...(groups.get(pick({ zh: one.group_zh, en: one.group_en })) ?? []), one]);
  return (
    <>
      {asked === "" && (
        <Section title={r.daily}>
          <Types types={DAILY.flatMap((name) => types.filter((one) => one.name === name))} />
        </Section>
      )}
      <Section title={r.all} extra={<Input allowClear value={words} onChange={({ target }) => setWords(target.value)} placeholder={r.filter} aria-label={r.filter} style={{ maxWidth: 260 }} />}>
        {found.length === 0 && <Nothing>{r.none}</Nothing>}
        {[...groups].map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <Types types={rows} />
          </section>
        ))}
      </Section>
    </>
  );
}

function Types({ types }: { types: readonly Guide[] }) {
  const { pick } = useTexts();
  const roles = useRoles();
  const { role } = useCaller();
  return (
    <ul className="type-list">
      {types.map((one) => (
        <li key={one.name}>
          <Link to={recordPath(one.name)}>{pick(one)}</Link> {!one.keys.includes(role) && <span className="quiet">({roles(one.keys)})</span>}
        </li>
      ))}
    </ul>
  );
}
