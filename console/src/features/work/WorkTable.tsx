/** What is due: when, what, who signs it, about what, and what started it. */
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useTexts } from "../../i18n";
import { recordPath } from "../record/path";
import { useCaller } from "../session/Session";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Department, Item, StateMark } from "../shared/Marks";
import { Rows } from "../shared/Rows";
import { Until, When } from "../shared/When";

type Row = Schema["WorkItem"];

export function WorkTable({ rows, label }: { rows: readonly Row[]; label: string }) {
  const { t, pick } = useTexts();
  const named = useEventType();
  const { department } = useCaller();
  const columns: TableColumnsType<Row> = [
    { title: t.common.due, key: "due", render: (_, row) => <Due row={row} /> },
    { title: t.common.state, dataIndex: "state", render: (state: string) => <StateMark state={state} />, responsive: ["sm"] },
    {
      title: t.home.what,
      key: "what",
      render: (_, row) => (
        <div className="prose">
          {pick(row)}
          <div className="quiet">{row.clause} · {t.home.source(row.article)} · {t.home.settled}: {row.settled_by.map((type, at) => <span key={type}>{at > 0 && " / "}{row.department === department ? <Link to={recordPath(type, row.trigger.id)}>{named(type)}</Link> : named(type)}</span>)}</div>
        </div>
      ),
    },
    { title: t.home.signs, key: "signs", render: (_, row) => <Signs row={row} /> },
    { title: t.home.about, key: "about", render: (_, { agreement, item }) => <div className="stack"><Agreement id={agreement} /><Item code={item} /></div> },
    { title: t.home.since, dataIndex: "trigger", render: (event: Schema["EventRef"], { state }) => <Because event={event} late={state === "overdue"} /> },
  ];
  return (
    <Rows<Row> rowKey={({ clause, trigger, department }) => clause + trigger.id + department} columns={columns} rows={rows} label={label} rowClassName={({ state }) => (state === "overdue" ? "row-bad" : "")} />
  );
}

/** Working days left first, then the day. */
function Due({ row }: { row: Row }) {
  const { t } = useTexts();
  const { due_at, days_left, state, provisional } = row;
  if (state === "unknown") return <StateMark state={state} />;
  if (due_at === null || days_left === null) return <span className="quiet">{t.home.noLimit}</span>;
  return (
    <div className="due">
      <strong>{state === "overdue" && days_left === 0 ? t.home.overToday : t.home.left(days_left)}</strong>
      <div className="quiet">
        <Until at={due_at} date={state !== "overdue" && state !== "due-today"} />
        {provisional && <> ({t.common.provisional})</>}
      </div>
    </div>
  );
}

/** The department that owes it, and the roles of whose keys one has to sign. */
function Signs({ row }: { row: Row }) {
  const { t } = useTexts();
  return (
    <>
      <Department code={row.department} />
      <div className="quiet">
        {row.roles.map((role) => t.shell.roles[role] ?? role).join(" / ")}
        {row.roles.length > 0 && row.keys.length === 0 && <> ({t.home.noKey})</>}
      </div>
    </>
  );
}

/** Of these the accountability of the case can tell; of others their own page does. */
const EXCHANGED = ["deliver", "transfer", "receipt", "backflow"];

function Because({ event, late }: { event: Schema["EventRef"]; late: boolean }) {
  const { t } = useTexts();
  const named = useEventType();
  return (
    <>
      <Link to={`/events/${event.id}`}>{named(event.type)}</Link>
      {late && <> · <Link to={EXCHANGED.includes(event.type) ? `/cases/${event.id}` : `/events/${event.id}`}>{t.home.why}</Link></>}
      <div className="quiet"><When at={event.occurred_at} date /></div>
    </>
  );
}
