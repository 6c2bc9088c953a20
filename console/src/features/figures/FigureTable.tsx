/** All figures, one a line; each number leads to what was counted. */
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { Rows } from "../shared/Rows";
import { ShareBar } from "./Bars";
import { useAsked } from "./useAsked";
import { Measure, Value, share } from "./Value";

type View = Schema["FigureView"];

export function FigureTable({ rows, label }: { rows: readonly View[]; label: string }) {
  const w = useWords(figures);
  const { pick } = useTexts();
  const { to } = useAsked();
  const columns: TableColumnsType<View> = [
    { title: "", dataIndex: "id", width: 60, responsive: ["md"], render: (id: string) => <code>{id}</code> },
    { title: w.figure, dataIndex: "zh", className: "figure-name", render: (_, row) => <Link to={to(`/figures/${row.id}`)}>{pick(row)}</Link> },
    {
      title: w.value,
      key: "value",
      render: (_, { id, kind, total }) => (
        <span className="figure-cell">
          <Value score={total} kind={kind} /> <Measure score={total} id={id} />
        </span>
      ),
    },
    { title: w.chart, key: "bar", width: 160, responsive: ["md"], render: (_, { kind, total }) => (kind === "ratio" && total.standing === "counted" ? <ShareBar share={share(total, kind, 1)} /> : null) },
    {
      title: w.counted,
      key: "sets",
      render: (_, { id, total }) =>
        total.denominator > 0 ? (
          <>
            <Link to={to(`/figures/${id}`, { set: "numerator" })}>{total.numerator}</Link> / <Link to={to(`/figures/${id}`, { set: "denominator" })}>{total.denominator}</Link>
          </>
        ) : null,
    },
    { title: w.unknown, key: "unknown", render: (_, { id, total }) => (total.unknown > 0 ? <Link to={to(`/figures/${id}`, { set: "unknown" })}>{total.unknown}</Link> : null) },
    { title: w.article, dataIndex: "articles", responsive: ["lg"], render: (articles: string) => <span className="quiet">{w.of(articles)}</span> },
  ];
  return <Rows<View> rowKey="id" columns={columns} rows={rows} className="figure-table flow" label={label} />;
}
