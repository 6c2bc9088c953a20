/** Reports of figures on record, each counted again on demand. */
import { useQuery } from "@tanstack/react-query";
import { Button, type TableColumnsType } from "antd";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import * as figureQueries from "../../api/figures";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { useEventType } from "../shared/eventTypes";
import { Department, Hash, ProofMark, Verdict } from "../shared/Marks";
import { Facts, Section } from "../shared/Page";
import { Rests } from "../shared/Rests";
import { Rows } from "../shared/Rows";
import { Answer, Nothing } from "../shared/States";
import { When } from "../shared/When";
import { useAsked } from "./useAsked";

type Row = Schema["EventRef"];
const TONES = { same: "good", different: "bad" } as Record<string, "good" | "bad">;

export function Recount() {
  const w = useWords(figures);
  const { search, change } = useAsked();
  const chosen = search.get("report");
  return (
    <Section title={w.recount}>
      <p className="quiet">{w.recountIntro}</p>
      {chosen && <Again event={chosen} />}
      <Answer query={useQuery(queries.events({ type: "kpi.report" }))}>
        {({ events }) => (events.length === 0 ? <Nothing>{w.noReports}</Nothing> : <Reports rows={events} recount={(report) => change({ report })} />)}
      </Answer>
    </Section>
  );
}

function Reports({ rows, recount }: { rows: readonly Row[]; recount: (id: string) => void }) {
  const w = useWords(figures);
  const { t } = useTexts();
  const named = useEventType();
  const columns: TableColumnsType<Row> = [
    { title: w.reports, dataIndex: "id", render: (id: string, { type }) => <Link to={`/events/${id}`}>{named(type)}</Link> },
    { title: t.common.department, dataIndex: "actor", render: (code: string) => <Department code={code} /> },
    { title: t.events.recorded, dataIndex: "recorded_at", render: (at: string) => <When at={at} /> },
    { title: t.common.proofTitle, dataIndex: "proof", render: (proof: string) => <ProofMark proof={proof} /> },
    { title: w.recount, key: "again", render: (_, { id }) => <Button size="small" onClick={() => recount(id)}>{w.again}</Button> },
  ];
  return <Rows<Row> rowKey="id" columns={columns} rows={rows} label={w.reports} />;
}

function Again({ event }: { event: string }) {
  const w = useWords(figures);
  const { t, pick } = useTexts();
  return (
    <Answer query={useQuery(figureQueries.recount(event))}>
      {(found) => (
        <Verdict tone={TONES[found.result] ?? "open"} title={w.results[found.result] ?? found.result}>
          <p>{pick(found.verdict)}</p>
          <Facts
            rows={[
              [w.reportedRoot, found.reported_root ? <Hash value={found.reported_root} length={12} /> : t.common.unknown],
              [w.countedRoot, found.counted_root ? <Hash value={found.counted_root} length={12} /> : t.common.unknown],
              ...(found.differences.length > 0 ? [[w.differences, found.differences.map((one) => <div key={one}>{one}</div>)] as const] : []),
            ]}
          />
          <Rests answer={{ ...found, withheld: [] }} />
        </Verdict>
      )}
    </Answer>
  );
}
