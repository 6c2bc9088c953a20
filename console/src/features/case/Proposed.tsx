/** A proposal of who answers: by which rule and clauses, shown by which events, and who stands in that place now. */
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { cases } from "../../i18n/cases";
import { useWords } from "../../i18n/words";
import { Department, Hash } from "../shared/Marks";
import { Facts } from "../shared/Page";
import { When } from "../shared/When";

export function Proposed({ proposed }: { proposed: Schema["Proposed"] }) {
  const { t, pick, language } = useTexts();
  const w = useWords(cases);
  const { responsible } = proposed;
  const nameThen = language === "zh" ? responsible.name_zh : responsible.name_en;
  return (
    <Facts
      rows={[
        [t.common.verdict, pick(proposed)],
        [t.common.parties[responsible.party] ?? responsible.party, responsible.department ? <Department code={responsible.department} /> : t.common.unknown],
        ...(nameThen ? [[w.name, nameThen] as const] : []),
        ...(responsible.office ? [[w.office, responsible.office] as const] : []),
        ...(responsible.successors && responsible.successors.length > 0 ? [[w.successors, <Successors of={responsible.successors} />] as const] : []),
        [t.accountability.basis, proposed.basis.join(", ")],
        [t.accountability.rule, <code>{proposed.rule}</code>],
        [t.accountability.since, <When at={proposed.since} />],
        [t.accountability.heads, <Heads keys={responsible.heads} />],
        [t.accountability.evidence, proposed.evidence.map((id) => <Hash key={id} value={id} to={`/events/${id}`} />)],
      ]}
    />
  );
}

function Successors({ of }: { of: readonly Schema["Stand"][] }) {
  const w = useWords(cases);
  return of.map(({ department, since }) => (
    <div key={department + since}>
      <Department code={department} /> <span className="quiet">{w.from}</span> <When at={since} date />
    </div>
  ));
}

export function Heads({ keys }: { keys: readonly string[] }) {
  const { t } = useTexts();
  if (keys.length === 0) return <span className="quiet">{t.common.unknown}</span>;
  return keys.map((key) => <Hash key={key} value={key} />);
}
