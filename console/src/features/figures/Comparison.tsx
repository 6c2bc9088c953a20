/** Departments, or tiers, beside each other: a chart and its table. */
import { Segmented, type TableColumnsType } from "antd";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { Department } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rows } from "../shared/Rows";
import { Nothing } from "../shared/States";
import { Bars } from "./Bars";
import { useAsked } from "./useAsked";
import { Value, share } from "./Value";

type Score = Schema["Score"];

interface Row {
  readonly key: string;
  readonly name: ReactNode;
  readonly score: Score;
  readonly under?: Schema["DepartmentScores"];
}

interface Props {
  readonly id: string;
  readonly kind: string;
  readonly departments: readonly Schema["DepartmentScores"][];
}

export function Departments({ id, kind, departments }: Props) {
  const w = useWords(figures);
  const rows = departments.flatMap((one) => one.scores.filter(({ figure }) => figure === id).map((score) => ({ key: one.department, name: <Department code={one.department} />, score, under: one })));
  return <Compared title={w.byDepartment} id={id} kind={kind} rows={rows} />;
}

export function Tiers({ id, kind, tiers }: { id: string; kind: string; tiers: readonly Schema["TierScores"][] }) {
  const w = useWords(figures);
  const { t } = useTexts();
  const rows = tiers.flatMap(({ tier, departments, scores }) =>
    scores.filter(({ figure }) => figure === id).map((score) => ({ key: String(tier), name: w.tierOf(t.departments.tiers[tier] ?? String(tier), departments), score })),
  );
  return <Compared title={w.byTier} id={id} kind={kind} rows={rows} />;
}

function Compared({ title, id, kind, rows }: { title: string; id: string; kind: string; rows: readonly Row[] }) {
  const w = useWords(figures);
  const [shown, show] = useState<"chart" | "table">("chart");
  const greatest = Math.max(0, ...rows.map(({ score }) => Number(score.value ?? 0)));
  // Giving and taking are never ranked
  const ordered = kind === "balance" ? rows : rows.toSorted((a, b) => Number(b.score.value ?? -1) - Number(a.score.value ?? -1));
  const choice = <Segmented size="small" value={shown} onChange={show} options={[{ value: "chart", label: w.chart }, { value: "table", label: w.table }]} />;
  return (
    <Section title={title} extra={rows.length > 0 && choice}>
      {rows.length === 0 ? (
        <Nothing>{w.standing["no-cases"]!}</Nothing>
      ) : shown === "chart" ? (
        <Bars
          label={title}
          rows={ordered.map(({ key, name, score, under }) => ({ key, name, share: share(score, kind, greatest), value: <Counted id={id} kind={kind} score={score} department={under?.department} /> }))}
        />
      ) : (
        <ComparedRows label={title} id={id} kind={kind} rows={ordered} />
      )}
    </Section>
  );
}

function Counted({ id, kind, score, department }: { id: string; kind: string; score: Score; department?: string | undefined }) {
  const { to } = useAsked();
  const counted = `${score.numerator} / ${score.denominator}`;
  const more = department ? { of: department } : undefined;
  return (
    <>
      <Value score={score} kind={kind} /> {score.value !== null && score.denominator > 0 && (more ? <Link to={to(`/figures/${id}`, more)}>{counted}</Link> : <span className="quiet">{counted}</span>)}
    </>
  );
}

function ComparedRows({ label, id, kind, rows }: { label: string; id: string; kind: string; rows: readonly Row[] }) {
  const w = useWords(figures);
  const { t } = useTexts();
  const columns: TableColumnsType<Row> = [
    { title: label, dataIndex: "name" },
    { title: w.value, key: "value", render: (_, { score, under }) => <Counted id={id} kind={kind} score={score} department={under?.department} /> },
    { title: w.unknown, key: "unknown", render: (_, { score }) => score.unknown || null },
  ];
  if (rows[0]?.under) {
    columns.push(
      { title: w.tier, key: "tier", render: (_, { under }) => under && (t.departments.tiers[under.tier] ?? under.tier) },
      { title: w.block, key: "block", render: (_, { under }) => (under?.block ? <Department code={under.block} /> : <span className="quiet">{w.none}</span>) },
      { title: w.line, key: "line", render: (_, { under }) => (under?.line ? <Department code={under.line} /> : <span className="quiet">{w.none}</span>) },
    );
  }
  return <Rows<Row> rowKey="key" columns={columns} rows={rows} label={label} />;
}
