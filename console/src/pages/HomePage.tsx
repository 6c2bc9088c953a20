import { useQueries, useQuery } from "@tanstack/react-query";
import { Table, type TableColumnsType } from "antd";
import { Link } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { AlertList } from "../features/agreements/AlertList";
import { useCaller } from "../features/session/Session";
import { Agreement, Department, StateMark, useDepartmentName } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Answer, Loading, Nothing } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";

/** Each agreement is one question to the API; the newest of them are looked at. */
const MOST = 24;

type Duty = Schema["Duty"] & { agreement: string };

export default function HomePage() {
  const { t } = useTexts();
  const caller = useCaller();
  const named = useDepartmentName();
  const agreements = useQuery(queries.agreements);
  return (
    <Page title={t.home.title} intro={t.home.intro(named(caller.department))} actions={<Quick />}>
      <Answer query={agreements}>{(list) => <Waiting list={list} />}</Answer>
    </Page>
  );
}

function Quick() {
  const { t } = useTexts();
  return (
    <>
      <Link to="/items">{t.home.trace}</Link>
      <Link to="/ask">{t.home.ask}</Link>
      <Link to="/verify">{t.home.verify}</Link>
    </>
  );
}

function Waiting({ list }: { list: readonly Schema["AgreementView"][] }) {
  const { t } = useTexts();
  const { department } = useCaller();
  const looked = list.filter(({ state }) => state !== "terminated").slice(-MOST);
  const answers = useQueries({ queries: looked.map(({ id }) => queries.activity(id)) });
  if (answers.some(({ isPending }) => isPending)) return <Loading />;
  const found = answers.flatMap(({ data }) => (data ? [data] : []));
  const duties = found
    .flatMap((one) => one.duties.map((duty) => ({ ...duty, agreement: one.agreement })))
    .filter(({ state }) => state === "open" || state === "overdue")
    .sort((a, b) => (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));
  const alerts = found.flatMap((one) => one.alerts.map((alert) => ({ ...alert, agreement: one.agreement })));
  const others = duties.filter((duty) => duty.department !== department);
  return (
    <>
      <Section title={t.home.duties}>
        <Duties rows={duties.filter((duty) => duty.department === department)} label={t.home.duties} />
      </Section>
      <Section title={t.home.alerts}>{alerts.length === 0 ? <Nothing /> : <AlertList alerts={alerts} />}</Section>
      {others.length > 0 && (
        <Section title={t.home.others}>
          <Duties rows={others} label={t.home.others} />
        </Section>
      )}
      {looked.length < list.length && <p className="quiet">{t.home.partial(looked.length, list.length)}</p>}
    </>
  );
}

function Duties({ rows, label }: { rows: readonly Duty[]; label: string }) {
  const { t } = useTexts();
  const columns: TableColumnsType<Duty> = [
    { title: t.common.due, dataIndex: "due_at", render: (at: string | null, { provisional }) => <><When at={at} date /> {provisional && <span className="quiet">({t.common.provisional})</span>}</> },
    { title: t.common.state, dataIndex: "state", render: (state: string) => <StateMark state={state} /> },
    { title: t.common.clause, dataIndex: "clause", render: (clause: string, { article }) => <>{clause}{article && <span className="quiet"> {t.common.article_(article)}</span>}</> },
    { title: t.common.department, dataIndex: "department", render: (code: string) => <Department code={code} /> },
    { title: t.home.counterpart, dataIndex: "agreement", render: (id: string) => <Agreement id={id} /> },
    { title: t.home.since, dataIndex: "trigger", render: (id: string, { state }) => <Link to={`/events/${id}`}>{state === "overdue" ? t.home.why : t.home.open}</Link> },
  ];
  if (rows.length === 0) return <Nothing>{t.home.none}</Nothing>;
  return (
    <Table<Duty> size="small" rowKey={(row) => row.clause + row.trigger} columns={columns} dataSource={[...rows]} pagination={false} scroll={{ x: "max-content" }} aria-label={label} rowClassName={({ state }) => (state === "overdue" ? "row-bad" : "")} />
  );
}
