import { useQuery } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { Department, Hash } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Rows } from "../features/shared/Rows";
import { Answer } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";

type Row = Schema["ReadRow"];

export default function ReadsPage() {
  const { t } = useTexts();
  const columns: TableColumnsType<Row> = [
    { title: t.common.time, dataIndex: "read_at", render: (at: string) => <When at={at} /> },
    { title: t.departments.by, dataIndex: "department", render: (code: string) => <Department code={code} /> },
    { title: t.departments.role, dataIndex: "role", render: (role: string) => t.shell.roles[role] ?? role },
    { title: t.departments.address, dataIndex: "address", render: (address: string) => <Hash value={address} length={6} /> },
    { title: t.departments.action, dataIndex: "action", render: (action: string) => <code>{action}</code> },
    { title: t.departments.subject, dataIndex: "subject", render: (subject: string) => <Hash value={subject} length={16} /> },
  ];
  return (
    <Page title={t.departments.mine}>
      <Section title={t.departments.mine}>
        <Answer query={useQuery(queries.reads)}>
          {(rows) => <Rows<Row> rowKey={(row) => row.read_at + row.address + row.action + row.subject} columns={columns} rows={rows} each={50} label={t.departments.mine} />}
        </Answer>
      </Section>
    </Page>
  );
}
