/** The entries of an extract; those whose content is withheld stand in their places too. */
import type { TableColumnsType } from "antd";
import { useTexts } from "../../i18n";
import { useProofTexts } from "../../i18n/proofs";
import type { EntryRow } from "../../verify/examine.ts";
import { useEventType } from "../shared/eventTypes";
import { Department, Hash, Mark } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rows } from "../shared/Rows";
import { When } from "../shared/When";
import { Fields } from "./Disclosed";

const ON_A_PAGE = 50;

export function Entries({ rows }: { rows: readonly EntryRow[] }) {
  const { t } = useTexts();
  const p = useProofTexts();
  const named = useEventType();
  const columns: TableColumnsType<EntryRow> = [
    { title: p.position, dataIndex: "position", align: "right", width: 80 },
    {
      title: t.common.type,
      key: "type",
      render: (_, { shown, withheld }) => (shown ? named(shown.type) : <Mark tone={withheld ? "quiet" : "bad"}>{withheld ? p.withheld : p.unreadable}</Mark>),
    },
    { title: t.common.department, key: "actor", render: (_, { shown }) => shown && <Department code={shown.actor} /> },
    { title: t.events.recorded, dataIndex: "recordedAt", render: (at: string) => at && <When at={at} /> },
    { title: t.events.occurred, key: "occurred", render: (_, { shown }) => shown && <When at={shown.occurredAt} />, responsive: ["md"] },
    { title: t.events.index, dataIndex: "index", align: "right", responsive: ["lg"] },
    { title: t.common.event, dataIndex: "event", render: (id: string) => id && <Hash value={id} />, responsive: ["md"] },
  ];
  return (
    <Section title={p.entries(rows.length)}>
      <Rows<EntryRow>
        rowKey="position"
        columns={columns}
        rows={rows}
        each={ON_A_PAGE}
        expandable={{ rowExpandable: ({ disclosed }) => disclosed.length > 0, expandedRowRender: ({ disclosed }) => <Fields fields={disclosed} /> }}
        label={p.entries(rows.length)}
      />
    </Section>
  );
}
