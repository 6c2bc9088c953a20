/** Requests that await somebody: where each stands, whose turn it is, how long it has been there, when it is due. */
import { useQuery } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import { underWay } from "../../api/board";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { Department, Item, StateMark } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rows } from "../shared/Rows";
import { Answer, Nothing } from "../shared/States";
import { Until } from "../shared/When";

type Row = Schema["RequestStanding"];

export function InFlight() {
  const { t } = useTexts();
  return (
    <Section title={t.board.flight}>
      <Answer query={useQuery(underWay)}>{({ requests }) => (requests.length === 0 ? <Nothing>{t.board.noneFlight}</Nothing> : <Requests rows={requests} />)}</Answer>
    </Section>
  );
}

function Requests({ rows }: { rows: readonly Row[] }) {
  const { t } = useTexts();
  const columns: TableColumnsType<Row> = [
    { title: t.common.item, dataIndex: "item", render: (code: string) => <Item code={code} /> },
    { title: t.board.requester, dataIndex: "requester", render: (code: string) => <Department code={code} /> },
    {
      title: t.board.step,
      key: "step",
      render: (_, { step, days_there, request }) => (
        <>
          <Link to={`/events/${request.id}`}>{t.board.steps[step] ?? t.common.unknown}</Link>
          <div className="quiet">{t.board.daysThere(days_there)}</div>
        </>
      ),
    },
    { title: t.board.waitsFor, dataIndex: "waits_for", render: (code: string | null) => <Department code={code} /> },
    { title: t.board.term, dataIndex: "terms", render: (terms: Row["terms"]) => terms.filter((one) => !one.fulfilled_by).map((one) => <Term key={one.clause} term={one} />) },
  ];
  return (
    <Rows<Row> rowKey={({ request }) => request.id} columns={columns} rows={rows} label={t.board.flight} rowClassName={({ terms }) => (terms.some(({ state }) => state === "overdue") ? "row-bad" : "")} />
  );
}

function Term({ term }: { term: Schema["Term"] }) {
  const { t } = useTexts();
  return (
    <div>
      <StateMark state={term.state} /> {term.clause} {term.days_left !== null && <strong>{t.home.left(term.days_left)}</strong>}{" "}
      <span className="quiet">{term.due_at && <Until at={term.due_at} date />}{term.provisional && <> ({t.common.provisional})</>}</span>
    </div>
  );
}
