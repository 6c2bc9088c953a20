/** Beside a form: who signs such an event, and the clauses it rests on. */
import { Alert } from "antd";
import { useTexts } from "../../i18n";
import { useRecordTexts } from "../../i18n/record";
import type { Guide } from "../../record/values.ts";
import { useCaller } from "../session/Session";
import { Section } from "../shared/Page";
import { useRoles } from "./RecordForm";

export function GuideNote({ guide }: { guide: Guide }) {
  const { t, pick } = useTexts();
  const r = useRecordTexts();
  const roles = useRoles();
  const { role } = useCaller();
  const may = guide.keys.includes(role);
  return (
    <>
      {!may && <Alert type="warning" showIcon title={r.mayNot(roles(guide.keys), roles([role]))} className="gap" />}
      <Section title={guide.clauses.length > 0 ? r.clauses : r.who}>
        {guide.clauses.length > 0 && (
          <ul className="plain">
            {guide.clauses.map((one) => (
              <li key={one.id}>
                <strong>{one.id}</strong> {pick(one)} {one.article && <span className="quiet">({/^\d/.test(one.article) ? t.common.article_(one.article) : one.article})</span>}
              </li>
            ))}
          </ul>
        )}
        <p className="quiet">{r.byKeys(roles(guide.keys))}</p>
      </Section>
    </>
  );
}
