import { useQuery } from "@tanstack/react-query";
import { Button, type TableColumnsType } from "antd";
import { Link, useNavigate } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { Department, Item, StateMark } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Rows } from "../features/shared/Rows";
import { Answer } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import { useEditingTexts } from "../i18n/editing";

type Row = Schema["AgreementView"];

export default function AgreementsPage() {
  const { t } = useTexts();
  const e = useEditingTexts();
  const navigate = useNavigate();
  const columns: TableColumnsType<Row> = [
    { title: t.common.number, dataIndex: "number", render: (number: string, { id }) => <Link to={`/agreements/${id}`}>{number}</Link> },
    { title: t.common.state, dataIndex: "state", render: (state: string) => <StateMark state={state} /> },
    { title: t.agreements.owner, dataIndex: "owner", render: (code: string) => <Department code={code} /> },
    { title: t.agreements.user, dataIndex: "user", render: (code: string) => <Department code={code} /> },
    { title: t.agreements.manager, dataIndex: "manager", render: (code: string) => <Department code={code} /> },
    { title: t.common.item, dataIndex: "items", render: (codes: string[]) => codes.map((code) => <div key={code}><Item code={code} /></div>) },
    { title: t.agreements.period, key: "use", render: (_, row) => <><When at={row.use_from} date /> – <When at={row.use_until} date /></> },
  ];
  return (
    <Page title={t.agreements.title} intro={t.agreements.intro} actions={<><Link to="/agreements/new">{e.title}</Link><Button type="primary" onClick={() => void navigate("/agreements/sign")}>{t.agreements.sign}</Button></>}>
      <Section title={t.agreements.title}>
        <Answer query={useQuery(queries.agreements)}>
          {(rows) => <Rows<Row> rowKey="id" columns={columns} rows={rows} each={50} label={t.agreements.title} />}
        </Answer>
      </Section>
    </Page>
  );
}
