import { useQuery } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import { useParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { ExtractDownload } from "../features/evidence/Download";
import { useSession } from "../features/session/Session";
import { Department, Hash, Mark, useDepartmentName } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Rows } from "../features/shared/Rows";
import { Answer } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";

type Key = Schema["KeyAnswer"];

export default function DepartmentPage() {
  const { t } = useTexts();
  const code = useParams()["code"] ?? "";
  const named = useDepartmentName();
  const { caller } = useSession();
  return (
    <Page title={named(code)} intro={<code>{code}</code>} actions={caller && <ExtractDownload of={{ department: code }} />}>
      <Answer query={useQuery(queries.department(code))}>
        {(department) => (
          <>
            <Section title={t.common.details}>
              <Facts
                rows={[
                  [t.departments.name, `${department.name_zh} ${department.name_en}`],
                  [t.departments.parent, department.parent ? <Department code={department.parent} /> : t.departments.root],
                  [t.departments.tier, t.departments.tiers[department.tier] ?? department.tier],
                  [t.departments.region, department.region],
                  [t.departments.since, <When at={department.since} />],
                ]}
              />
            </Section>
            <Section title={t.departments.keys}>
              <Keys keys={department.keys ?? []} />
            </Section>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Keys({ keys }: { keys: readonly Key[] }) {
  const { t } = useTexts();
  const now = new Date().toISOString();
  const columns: TableColumnsType<Key> = [
    { title: t.departments.role, dataIndex: "role", render: (role: string) => t.shell.roles[role] ?? role },
    {
      title: t.common.state,
      key: "state",
      render: (_, { valid_from, valid_until }) =>
        valid_from > now ? <Mark tone="wait">{t.departments.future}</Mark> : valid_until !== null && valid_until <= now ? <Mark tone="quiet">{t.departments.ended}</Mark> : <Mark tone="good">{t.departments.valid}</Mark>,
    },
    { title: t.departments.address, dataIndex: "address", render: (address: string) => <Hash value={address} /> },
    { title: t.departments.from, dataIndex: "valid_from", render: (at: string) => <When at={at} /> },
    { title: t.departments.until, dataIndex: "valid_until", render: (at: string | null) => (at ? <When at={at} /> : t.departments.openEnd) },
  ];
  return <Rows<Key> rowKey="address" columns={columns} rows={keys} label={t.departments.keys} />;
}
