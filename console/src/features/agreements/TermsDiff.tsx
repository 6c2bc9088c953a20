/** What an amendment changes: every member that differs, side by side. */
import { useTexts } from "../../i18n";
import { useEditingTexts } from "../../i18n/editing";
import { Hash, useDepartmentName } from "../shared/Marks";
import { Section } from "../shared/Page";
import { plain } from "../shared/plain";
import { Nothing } from "../shared/States";
import { useMoment } from "../shared/When";
import type { Terms } from "./terms";

const HASHES = new Set(["text_zh", "text_en", "policy", "calendar"]);
const TIMES = new Set(["use_from", "use_until", "retention_until"]);

export function TermsDiff({ before, after }: { before: Terms; after: Terms }) {
  const { t } = useTexts();
  const e = useEditingTexts();
  const named = useDepartmentName();
  const moment = useMoment();
  const labels: Record<string, string> = {
    number: t.signing.number, owner: t.agreements.owner, user: t.agreements.user, manager: t.agreements.manager, items: t.signing.items, fields: t.signing.fields, purposes: t.signing.purposes, mode: t.signing.mode,
    legal_basis: t.signing.legal, scenario: t.signing.scenario, calls_per_day: t.signing.calls, rows_per_delivery: t.signing.rows, grade: t.signing.grade, redistribution: t.signing.redistribution, use_from: `${t.signing.use} (1)`,
    use_until: `${t.signing.use} (2)`, retention_until: t.signing.retention, text_zh: t.signing.zh, text_en: t.signing.en, policy: t.signing.policy, calendar: t.signing.calendar,
  };
  const shown = (name: string, value: unknown) => {
    if (HASHES.has(name)) return <Hash value={String(value)} />;
    if (TIMES.has(name)) return moment(Number(value) * 1000);
    if (Array.isArray(value)) return plain(value.join(", "));
    if (name === "owner" || name === "user" || name === "manager") return named(String(value));
    return plain(String(value));
  };
  const changed = (Object.keys(labels) as (keyof Terms)[]).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return (
    <Section title={e.changes}>
      {changed.length === 0 ? (
        <Nothing>{e.same}</Nothing>
      ) : (
        <div className="diff-scroll" tabIndex={0} role="region" aria-label={e.changes}>
          <table className="diff">
            <thead>
              <tr>
                <th scope="col">{e.member}</th>
                <th scope="col">{e.before}</th>
                <th scope="col">{e.after}</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((name) => (
                <tr key={name}>
                  <th scope="row">{labels[name]}</th>
                  <td><del>{shown(name, before[name])}</del></td>
                  <td><ins>{shown(name, after[name])}</ins></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
