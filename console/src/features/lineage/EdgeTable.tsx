import { Table, type TableColumnsType } from "antd";
import { useTexts } from "../../i18n";
import { FindingLink } from "../record/FindingLink";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Department, Hash, ProofMark } from "../shared/Marks";
import { Basis, Same } from "./Detail";
import { type Edge, type Lineage, faultOf } from "./layout";

const BAD: readonly string[] = ["unlawful", "broken"];

/** Every edge of the graph as a row. */
export function EdgeTable({ lineage }: { lineage: Lineage }) {
  const { t } = useTexts();
  const named = useEventType();
  const items = new Map(lineage.nodes.map(({ event, item }) => [event.id, item]));
  const columns: TableColumnsType<Edge> = [
    { title: t.lineage.level, dataIndex: "level", width: 60, align: "right" },
    { title: t.lineage.edge, dataIndex: "type", render: named },
    { title: t.common.department, dataIndex: "actor", render: (code: string) => <Department code={code} /> },
    { title: t.lineage.basis, key: "basis", render: (_, edge) => <><Basis edge={edge} /> {BAD.includes(faultOf(edge)) && <FindingLink events={[edge.child, edge.parent]} agreement={edge.agreement} item={items.get(edge.child)} />}</> },
    { title: t.lineage.bytes, key: "same", render: (_, edge) => <Same edge={edge} /> },
    { title: t.common.agreement, dataIndex: "agreement", render: (id: string | null) => id && <Agreement id={id} /> },
    { title: t.common.proofTitle, dataIndex: "proof", render: (proof: string) => <ProofMark proof={proof} /> },
    { title: t.lineage.from, dataIndex: "parent", render: (id: string) => <Hash value={id} to={`/events/${id}`} length={6} /> },
    { title: t.lineage.to, dataIndex: "child", render: (id: string) => <Hash value={id} to={`/events/${id}`} length={6} /> },
  ];
  return (
    <Table<Edge>
      size="small"
      rowKey={({ parent, child }) => parent + child}
      columns={columns}
      dataSource={lineage.edges}
      pagination={lineage.edges.length > 100 && { pageSize: 100, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      aria-label={t.lineage.table}
      rowClassName={(edge) => (BAD.includes(faultOf(edge)) ? "row-bad" : "")}
    />
  );
}
