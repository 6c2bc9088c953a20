/** What goes on under one agreement: deliveries, calls, duties, alerts. */
import type { TableColumnsType } from "antd";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { Department, Hash, Mark, StateMark, Verdict } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rests } from "../shared/Rests";
import { Rows } from "../shared/Rows";
import { Nothing } from "../shared/States";
import { When } from "../shared/When";
import { AlertList } from "./AlertList";

type Activity = Schema["Activity"];

export function ActivityView({ activity }: { activity: Activity }) {
  const { t, pick } = useTexts();
  const late = activity.duties.some(({ state }) => state === "overdue") || activity.alerts.some(({ level }) => level === "red");
  return (
    <>
      <div className="verdict-sentence">
        <Verdict tone={late ? "bad" : activity.alerts.length > 0 ? "open" : "good"} title={pick(activity.verdict)}>
          {activity.truncated && <p>{t.common.truncated}</p>}
        </Verdict>
      </div>
      <Section title={t.agreements.alerts}>{activity.alerts.length === 0 ? <Nothing /> : <AlertList alerts={activity.alerts} />}</Section>
      <Section title={t.agreements.deliveries}>
        <Deliveries rows={activity.deliveries} />
      </Section>
      {activity.calls.length > 0 && (
        <Section title={t.agreements.calls}>
          <Calls rows={activity.calls} />
        </Section>
      )}
      <Section title={t.agreements.duties}>
        <Duties rows={activity.duties} />
      </Section>
      <Rests answer={activity} />
    </>
  );
}

function Deliveries({ rows }: { rows: Activity["deliveries"] }) {
  const { t } = useTexts();
  const columns: TableColumnsType<Schema["Delivery"]> = [
    { title: t.common.version, dataIndex: "version", render: (version: string | null) => version ?? <span className="quiet">{t.common.unknown}</span> },
    { title: t.common.rows, dataIndex: "rows", align: "right" },
    { title: t.agreements.delivered, dataIndex: "delivered", render: (one: Schema["EventRef"]) => <><When at={one.occurred_at} /> <Hash value={one.id} to={`/events/${one.id}`} length={6} /></> },
    { title: t.agreements.received, dataIndex: "received", render: (one: Schema["EventRef"] | null) => one && <><When at={one.occurred_at} /> <Hash value={one.id} to={`/events/${one.id}`} length={6} /></> },
    { title: t.common.digest, dataIndex: "same", render: (same: boolean | null) => same === null ? <Mark tone="wait">{t.agreements.waiting}</Mark> : <Mark tone={same ? "good" : "bad"}>{same ? t.agreements.same : t.agreements.differ}</Mark> },
  ];
  return <Rows rowKey={({ delivered }) => delivered.id} columns={columns} rows={rows} each={20} label={t.agreements.deliveries} rowClassName={({ same }) => (same === false ? "row-bad" : "")} />;
}

function Calls({ rows }: { rows: Activity["calls"] }) {
  const { t } = useTexts();
  const columns: TableColumnsType<Schema["CallCount"]> = [
    { title: t.agreements.day, dataIndex: "day" },
    { title: t.common.department, dataIndex: "actor", render: (code: string) => <Department code={code} /> },
    { title: t.agreements.records, dataIndex: "records", align: "right" },
    { title: t.agreements.counted, dataIndex: "counted", align: "right", render: (count: number | null, { records }) => count ?? `${t.agreements.atLeast} ${records}` },
    { title: t.agreements.limit, dataIndex: "limit", align: "right", render: (limit: number) => limit || t.agreements.noLimit },
    { title: t.common.state, key: "over", render: (_, { counted, limit }) => limit > 0 && counted !== null && counted > limit && <Mark tone="bad">&gt; {limit}</Mark> },
  ];
  return <Rows rowKey={({ day, actor }) => day + actor} columns={columns} rows={rows} label={t.agreements.calls} />;
}

function Duties({ rows }: { rows: Activity["duties"] }) {
  const { t } = useTexts();
  const columns: TableColumnsType<Schema["Duty"]> = [
    { title: t.common.state, dataIndex: "state", render: (state: string) => <StateMark state={state} /> },
    { title: t.common.clause, dataIndex: "clause", render: (clause: string, { article }) => <>{clause}{article && <span className="quiet"> {t.common.article_(article)}</span>}</> },
    { title: t.common.department, dataIndex: "department", render: (code: string) => <Department code={code} /> },
    { title: t.common.due, dataIndex: "due_at", render: (at: string | null, { provisional }) => <><When at={at} date />{provisional && <span className="quiet"> ({t.common.provisional})</span>}</> },
    { title: t.agreements.fulfilled, dataIndex: "fulfilled_at", render: (at: string | null, { fulfilled_by }) => at && <><When at={at} /> {fulfilled_by && <Hash value={fulfilled_by} to={`/events/${fulfilled_by}`} length={6} />}</> },
    { title: t.agreements.trigger, dataIndex: "trigger", render: (id: string) => <Hash value={id} to={`/events/${id}`} length={6} /> },
  ];
  return <Rows rowKey={({ clause, trigger }) => clause + trigger} columns={columns} rows={rows} each={20} label={t.agreements.duties} rowClassName={({ state }) => (state === "overdue" ? "row-bad" : "")} />;
}
