/** Every member of the terms, in words; nothing that is signed is left out. */
import { Facts } from "../shared/Page";
import { Department, Hash, Item } from "../shared/Marks";
import { When } from "../shared/When";
import { useTexts } from "../../i18n";
import type { Terms } from "./terms";

export function TermsInWords({ terms }: { terms: Terms }) {
  const { t } = useTexts();
  // A number beyond 2^53−1 comes as decimal text; no date reaches so far
  const moment = (seconds: number | string) => <When at={new Date(Number(seconds) * 1000).toISOString()} />;
  const limit = (count: number) => (count === 0 ? t.signing.unlimited : count.toLocaleString());
  return (
    <Facts
      rows={[
        [t.signing.number, <strong>{terms.number}</strong>],
        [t.agreements.owner, <><Department code={terms.owner} /> <code>{terms.owner}</code></>],
        [t.agreements.user, <><Department code={terms.user} /> <code>{terms.user}</code></>],
        [t.agreements.manager, <><Department code={terms.manager} /> <code>{terms.manager}</code></>],
        [t.signing.items, terms.items.map((code) => <div key={code}><Item code={code} /> <code>{code}</code></div>)],
        [t.signing.fields, terms.fields.join(", ")],
        [t.signing.purposes, terms.purposes.join("; ")],
        [t.signing.mode, t.common.modes[terms.mode] ?? terms.mode],
        [t.signing.legal, terms.legal_basis],
        [t.signing.scenario, terms.scenario],
        [t.signing.calls, limit(terms.calls_per_day)],
        [t.signing.rows, limit(terms.rows_per_delivery)],
        [t.signing.grade, t.common.grades[terms.grade] ?? terms.grade],
        [t.signing.redistribution, t.signing.redistributions[terms.redistribution] ?? terms.redistribution],
        [t.signing.use, <>{moment(terms.use_from)} – {moment(terms.use_until)}</>],
        [t.signing.retention, moment(terms.retention_until)],
        [`${t.signing.texts} · ${t.signing.zh}`, <Hash value={terms.text_zh} />],
        [`${t.signing.texts} · ${t.signing.en}`, <Hash value={terms.text_en} />],
        [`${t.signing.texts} · ${t.signing.policy}`, <Hash value={terms.policy} />],
        [`${t.signing.texts} · ${t.signing.calendar}`, <Hash value={terms.calendar} />],
      ]}
    />
  );
}
