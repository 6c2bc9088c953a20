import { Input, Select } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { type Asker, QUESTIONS, type Question, placeOf } from "../features/questions/table";
import { Page, Section } from "../features/shared/Page";
import { Nothing } from "../features/shared/States";
import { useTexts } from "../i18n";
import { questions } from "../i18n/answers";
import { useWords } from "../i18n/words";
import "../features/questions/questions.css";

const ASKERS: readonly Asker[] = ["owner", "user", "manager", "auditor", "supervisor"];
const TIMES = ["before", "during", "after"] as const;

export default function QuestionsPage() {
  const w = useWords(questions);
  const { pick } = useTexts();
  const [search, setSearch] = useSearchParams();
  const [text, find] = useState("");
  const who = ASKERS.find((one) => one === search.get("who"));
  const shown = QUESTIONS.filter((one) => (!who || one.who.includes(who)) && pick(one).toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <Page title={w.title} intro={w.intro}>
      <div className="filters">
        <Input className="grow" type="search" value={text} aria-label={w.find} placeholder={w.find} onChange={({ target }) => find(target.value)} />
        <Select
          aria-label={w.who} value={who ?? ""} onChange={(value) => setSearch(value ? { who: value } : {}, { replace: true })} className="asker"
          options={[{ value: "", label: `${w.who}: ${w.everyone}` }, ...ASKERS.map((value) => ({ value, label: `${w.who}: ${w.askers[value]}` }))]}
        />
      </div>
      {shown.length === 0 && <Nothing>{w.noneFound}</Nothing>}
      <div className="columns">
        {TIMES.map((when) => (
          <Group key={when} title={w[when]} rows={shown.filter((one) => one.when === when)} />
        ))}
      </div>
    </Page>
  );
}

function Group({ title, rows }: { title: string; rows: readonly Question[] }) {
  const w = useWords(questions);
  const { pick } = useTexts();
  if (rows.length === 0) return null;
  return (
    <Section title={title}>
      <ol className="questions">
        {rows.map((one) => (
          <li key={one.n} value={one.n}>
            <Link to={one.page && one.needs.length === 0 ? one.page({}) : placeOf(one)}>{pick(one)}</Link>
            <div className="quiet">{one.who.length === ASKERS.length ? w.everyone : one.who.map((asker) => w.askers[asker]).join(" · ")}</div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
