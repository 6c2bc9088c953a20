import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import { useTexts } from "../../i18n";
import { FindingLink } from "../record/FindingLink";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Department, Hash, ProofMark } from "../shared/Marks";
import { Rows } from "../shared/Rows";
import { Basis, Same } from "./Detail";
import { type Edge, type Lineage, isWrong } from "./layout";

/** Every edge of the graph as a row; first those that something is wrong with. */
export function EdgeTable({ lineage }: { lineage: Lineage }) {
  const { t } = useTexts();
  const named = useEventType();
  const items = new Map(lineage.nodes.map(({ event, item }) => [event.id, item]));
  const columns: TableColumnsType<Edge> = [
    { title: t.lineage.level, dataIndex: "level", width: 60, align: "right" },
    { title: t.lineage.edge, dataIndex: "type", render: (type: string, { child }) => <Link to={`/events/${child}`}>{named(type)}</Link> },
    { title: t.common.department, dataIndex: "actor", render: (code: string) => <Department code={code} /> },
    { title: t.lineage.basis, key: "basis", render: (_, edge) => <><Basis edge={edge} /> {isWrong(edge) && <FindingLink events={[edge.child, edge.parent]} agreement={edge.agreement} item={items.get(edge.child)} />}</> },
    { title: t.lineage.bytes, key: "same", render: (_, edge) => <Same edge={edge} /> },
    { title: t.common.agreement, dataIndex: "agreement", render: (id: string | null) => id && <Agreement id={id} /> },
    { title: t.common.proofTitle, dataIndex: "proof", render: (proof: string) => <ProofMark proof={proof} /> },
    { title: t.lineage.from, dataIndex: "parent", render: (id: string) => <Hash value={id} to={`/events/${id}`} length={6} />, responsive: ["sm"] },
    { title: t.lineage.to, dataIndex: "child", render: (id: string) => <Hash value={id} to={`/events/${id}`} length={6} />, responsive: ["sm"] },
  ];
  return (
    <Rows<Edge>
      rowKey={({ parent, child }) => parent + child}
      columns={columns}
      rows={lineage.edges.toSorted((a, b) => Number(isWrong(b)) - Number(isWrong(a)))}
      className="flow"
      each={100}
      label={t.lineage.table}
      rowClassName={(edge) => (isWrong(edge) ? "row-bad" : "")}
    />
  );
}
