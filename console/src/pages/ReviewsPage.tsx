import { useQueries } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import type { Schema } from "../api/client";
import * as queries from "../api/figures";
import { Asking } from "../features/figures/Asking";
import { Exports } from "../features/figures/Exports";
import { Subject } from "../features/figures/Subject";
import { useAsked } from "../features/figures/useAsked";
import { FindingLink } from "../features/record/FindingLink";
import { Department, Mark, Verdict } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Rests } from "../features/shared/Rests";
import { Rows } from "../features/shared/Rows";
import { Answer, Nothing } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import { reviews } from "../i18n/figures";
import { useWords } from "../i18n/words";
import "../features/figures/figures.css";

const NAMES = ["unused", "groundless", "stale", "gaps"] as const;
type Row = Schema["ReviewItem"];

/** The review that is open stands in the address with the period. */
export default function ReviewsPage() {
  const w = useWords(reviews);
  const { asked, search, change } = useAsked();
  const name = NAMES.find((one) => one === search.get("review")) ?? "unused";
  const found = useQueries({ queries: NAMES.map((one) => queries.review(one, asked)) });
  const query = found[NAMES.indexOf(name)]!;
  return (
    <Page title={w.title} intro={w.intro} actions={<Exports name={`review-${name}`} fetch={(format, language) => queries.exportReview(name, asked, format, language)} />}>
      <Asking />
      <div className="tiles">
        {NAMES.map((one, at) => (
          <button key={one} type="button" className="tile review-choice" aria-pressed={one === name} onClick={() => change({ review: one })}>
            <b>{found[at]?.data?.rows.length ?? "…"}</b>
            <span>{w.names[one]}</span>
          </button>
        ))}
      </div>
      <Answer query={query}>{(review) => <ReviewOf review={review} />}</Answer>
    </Page>
  );
}

function ReviewOf({ review }: { review: Schema["ReviewAnswer"] }) {
  const w = useWords(reviews);
  const { pick } = useTexts();
  return (
    <>
      <Verdict tone={review.rows.length > 0 ? "open" : "quiet"} title={pick(review.verdict)}>
        <p className="quiet">{w.hints[review.review]}</p>
      </Verdict>
      <Section title={w.found}>{review.rows.length === 0 ? <Nothing>{w.cleanHint}</Nothing> : <Found review={review} />}</Section>
      <Rests answer={review} />
    </>
  );
}

function Found({ review }: { review: Schema["ReviewAnswer"] }) {
  const w = useWords(reviews);
  const { t, pick } = useTexts();
  const known = new Map(review.events.map((one) => [one.id, one]));
  const columns: TableColumnsType<Row> = [
    { title: w.what, key: "what", className: "review-what", render: (_, row) => pick(row) },
    { title: w.department, dataIndex: "department", render: (code: string) => <Department code={code} /> },
    { title: w.item, key: "item", render: (_, { subject, item }) => <Subject name={item ? `item:${item}` : subject} events={known} /> },
    { title: w.since, dataIndex: "since", render: (at: string | null) => at && <When at={at} date /> },
    { title: w.days, dataIndex: "days", render: (days: number) => t.common.days(days) },
    { title: w.clause, dataIndex: "clause", render: (clause: string, { article }) => <>{clause} <span className="quiet">{t.common.article_(article)}</span></> },
    { title: w.certainty, dataIndex: "certain", render: (certain: boolean) => (certain ? <Mark tone="bad">{w.certain}</Mark> : <Mark tone="open">{w.uncertain}</Mark>) },
    { title: w.evidence, dataIndex: "evidence", render: (ids: string[], { item }) => <>{ids.map((id) => <div key={id}><Subject name={id} events={known} /></div>)} <FindingLink events={ids.filter((id) => /^[0-9a-f]{64}$/.test(id))} item={item} /></> },
  ];
  return (
    <Rows<Row> rowKey={({ subject, item, field }) => subject + item + field} columns={columns} rows={review.rows} each={100} label={w.found} />
  );
}
