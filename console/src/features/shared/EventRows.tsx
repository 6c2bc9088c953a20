/** A dense table of events, wherever events are listed. */
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { useEventType } from "./eventTypes";
import { Department, Hash, ProofMark } from "./Marks";
import { Rows } from "./Rows";
import { When } from "./When";

type Row = Schema["EventRef"];

export function EventRows({ rows, label }: { rows: readonly Row[]; label: string }) {
  const { t } = useTexts();
  const named = useEventType();
  const columns: TableColumnsType<Row> = [
    { title: t.events.index, dataIndex: "index", width: 70, align: "right" },
    { title: t.common.type, dataIndex: "type", render: (type: string, row) => <Link to={`/events/${row.id}`}>{named(type)}</Link> },
    { title: t.common.department, dataIndex: "actor", render: (code: string) => <Department code={code} /> },
    { title: t.events.occurred, dataIndex: "occurred_at", render: (at: string) => <When at={at} />, responsive: ["sm"] },
    { title: t.events.recorded, dataIndex: "recorded_at", render: (at: string) => <When at={at} />, responsive: ["lg"] },
    { title: t.events.signer, dataIndex: "signer", render: (address: string) => <Hash value={address} length={6} />, responsive: ["xl"] },
    { title: t.common.proofTitle, dataIndex: "proof", render: (proof: string) => <ProofMark proof={proof} /> },
    { title: t.common.event, dataIndex: "id", render: (id: string) => <Hash value={id} to={`/events/${id}`} />, responsive: ["md"] },
  ];
  return (
    <Rows<Row> rowKey="id" columns={columns} rows={rows} label={label} />
  );
}
