import { useQuery } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { Department } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Rows } from "../features/shared/Rows";
import { Answer } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";

type Row = Schema["DepartmentAnswer"];

export default function DepartmentsPage() {
  const { t } = useTexts();
  const columns: TableColumnsType<Row> = [
    { title: t.departments.name, dataIndex: "code", key: "name", render: (code: string) => <Department code={code} /> },
    { title: t.common.code, dataIndex: "code", render: (code: string) => <code>{code}</code> },
    { title: t.departments.parent, dataIndex: "parent", render: (code: string | null) => (code ? <Department code={code} /> : t.departments.root) },
    { title: t.departments.tier, dataIndex: "tier", render: (tier: number) => t.departments.tiers[tier] ?? tier },
    { title: t.departments.region, dataIndex: "region" },
    { title: t.departments.since, dataIndex: "since", render: (at: string) => <When at={at} date /> },
  ];
  return (
    <Page title={t.departments.title} intro={t.departments.intro}>
      <Section title={t.departments.title}>
        <Answer query={useQuery(queries.departments)}>
          {(rows) => <Rows<Row> rowKey="code" columns={columns} rows={rows} each={50} label={t.departments.title} />}
        </Answer>
      </Section>
    </Page>
  );
}
