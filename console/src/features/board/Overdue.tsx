/** Who is late most often with replies and deliveries, and why, case by case. */
import { useQuery } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import { ranking } from "../../api/board";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { Department, Item } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rows } from "../shared/Rows";
import { Answer, Nothing } from "../shared/States";
import { When } from "../shared/When";

type Row = Schema["Ranked"];

export function Overdue() {
  const { t } = useTexts();
  return (
    <Section title={t.board.overdue}>
      <Answer query={useQuery(ranking)}>
        {({ departments }) => (departments.length === 0 ? <Nothing>{t.board.noneLate}</Nothing> : <Ranking rows={departments} />)}
      </Answer>
    </Section>
  );
}

function Ranking({ rows }: { rows: readonly Row[] }) {
  const { t } = useTexts();
  const cause = (name: string): string => t.board.cause[name] ?? t.common.unknown;
  const columns: TableColumnsType<Row> = [
    { title: t.board.ranked, dataIndex: "rank", align: "right" },
    { title: t.common.department, dataIndex: "department", render: (code: string) => <Department code={code} /> },
    { title: t.board.late, key: "late", align: "right", render: (_, { late, due }) => <><strong>{late}</strong> / {due}</> },
    { title: t.board.causes, dataIndex: "causes", render: (causes: Row["causes"]) => Object.entries(causes).map(([name, count]) => <div key={name}>{cause(name)} × {count}</div>) },
  ];
  const cases = ({ cases: each }: Row) => (
    <ul className="plain">
      {each.map((one) => (
        <li key={one.request + one.clause}>
          <Item code={one.item} /> ← <Department code={one.requester} /> · {one.clause} · {t.common.due} <When at={one.due_at} /> ·{" "}
          <Link to={`/cases/${one.request}`}>{cause(one.cause)}</Link>
        </li>
      ))}
    </ul>
  );
  return (
    <Rows<Row> rowKey="department" columns={columns} rows={rows} label={t.board.overdue} expandable={{ expandedRowRender: cases, defaultExpandAllRows: true }} />
  );
}
