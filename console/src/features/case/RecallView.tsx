/** From a wrong record to every holder: what each must do, who was told, and who went on using it. */
import { useQuery } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { recall } from "../../api/questions";
import { useTexts } from "../../i18n";
import { cases } from "../../i18n/cases";
import { useWords } from "../../i18n/words";
import { EventRows } from "../shared/EventRows";
import { useEventType } from "../shared/eventTypes";
import { Agreement, Department, Item, Mark, StateMark, Verdict } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rests } from "../shared/Rests";
import { Rows } from "../shared/Rows";
import { Answer, Nothing } from "../shared/States";
import { When } from "../shared/When";

type Holder = Schema["Holder"];

export function RecallView({ id }: { id: string }) {
  return <Answer query={useQuery(recall(id))}>{(found) => <Found found={found} />}</Answer>;
}

function Found({ found }: { found: Schema["Recall"] }) {
  const w = useWords(cases);
  const { pick } = useTexts();
  const open = found.holders.some(({ closed_by }) => closed_by === null);
  return (
    <>
      <Verdict tone={found.still_used.length > 0 ? "bad" : open ? "open" : "quiet"} title={pick(found.verdict)}>
        <p>
          <Link to={`/lineage/${found.source.id}?direction=down`}>{w.toLineage}</Link>
        </p>
      </Verdict>
      <Section title={w.holders}>{found.holders.length === 0 ? <Nothing>{w.noHolders}</Nothing> : <Holders rows={found.holders} />}</Section>
      <Events title={w.source} rows={[found.source]} />
      <Events title={w.told} rows={found.told} />
      <Events title={w.stillUsed} rows={found.still_used} />
      <Rests answer={found} />
    </>
  );
}

function Events({ title, rows }: { title: string; rows: readonly Schema["EventRef"][] }) {
  const w = useWords(cases);
  return <Section title={title}>{rows.length === 0 ? <p className="quiet">{w.none}</p> : <EventRows rows={rows} label={title} />}</Section>;
}

function Holders({ rows }: { rows: readonly Holder[] }) {
  const w = useWords(cases);
  const { t, pick } = useTexts();
  const named = useEventType();
  const columns: TableColumnsType<Holder> = [
    { title: w.holder, dataIndex: "department", render: (code: string | null) => (code ? <Department code={code} /> : <span className="quiet">{w.nobody}</span>) },
    { title: w.holding, dataIndex: "holding", render: (how: string, { event }) => <><Link to={`/events/${event.id}`}>{w.holdings[how] ?? named(event.type)}</Link> <When at={event.occurred_at} date /></> },
    { title: w.level, dataIndex: "level", align: "right" },
    { title: t.common.item, dataIndex: "item", render: (code: string | null) => <Item code={code} /> },
    { title: t.common.agreement, key: "agreement", render: (_, { agreement, state }) => <><Agreement id={agreement} /> {w.states[state] ? <span className="quiet">{w.states[state]}</span> : <StateMark state={state} />}</> },
    { title: w.duty, key: "duty", render: (_, row) => <><strong>{w.duties[row.duty] ?? row.duty}</strong> <div className="quiet">{pick(row)}</div></> },
    { title: t.common.clause, dataIndex: "clause", render: (clause: string, { article }) => <>{clause} <span className="quiet">{t.common.article_(article)}</span></> },
    { title: t.common.state, dataIndex: "closed_by", render: (closed: Holder["closed_by"]) => (closed ? <Mark tone="good">{w.closed} <Link to={`/events/${closed.id}`}>{named(closed.type)}</Link></Mark> : <Mark tone="open">{w.open}</Mark>) },
  ];
  return <Rows<Holder> rowKey={({ event, department }) => event.id + department} columns={columns} rows={rows} each={100} label={w.holders} />;
}
