/** The members of a set, and the events they rest on: the end of every drill-down. */
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, type TableColumnsType } from "antd";
import type { Schema } from "../../api/client";
import * as queries from "../../api/figures";
import { useTexts } from "../../i18n";
import { figures } from "../../i18n/figures";
import { useWords } from "../../i18n/words";
import { Department, Hash, Mark } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rests } from "../shared/Rests";
import { Rows } from "../shared/Rows";
import { save } from "../shared/save";
import { Answer, Nothing } from "../shared/States";
import { When } from "../shared/When";
import { EventLink, Subject } from "./Subject";
import { useAsked } from "./useAsked";

const SETS = ["denominator", "numerator", "unknown"] as const;
type Row = Schema["MemberView"];

export function Members({ id }: { id: string }) {
  const w = useWords(figures);
  const { asked, search, change } = useAsked();
  const set = SETS.find((one) => one === search.get("set")) ?? "denominator";
  const of = search.get("of") ?? asked.department;
  const after = search.get("after") ?? "";
  const query = useQuery(queries.members(id, set, { ...asked, ...(of && { department: of }) }, after));
  return (
    <Section
      title={<>{w.members}{search.get("of") && <> · <Department code={of} /></>}</>}
      extra={<Segmented value={set} onChange={(value) => change({ set: value })} options={SETS.map((value) => ({ value, label: w.sets[value] }))} />}
    >
      {search.get("of") && <p><Button size="small" onClick={() => change({ of: undefined })}>{w.allDepartments}</Button></p>}
      <Answer query={query}>
        {(found) => (
          <>
            {found.members.length === 0 ? <Nothing>{w.noMembers}</Nothing> : <MemberRows found={found} />}
            <p className="filters">
              {after && <Button onClick={() => change({})}>{w.first}</Button>}
              {found.next && <Button onClick={() => change({ after: found.next! })}>{w.more}</Button>}
              <Button onClick={() => save(`${id}-${set}-${found.period}.json`, JSON.stringify(found, null, 2))}>{w.rawPage}</Button>
            </p>
            <p className="quiet">{w.setRoot} <Hash value={found.root} length={12} /></p>
            <Rests answer={found} />
          </>
        )}
      </Answer>
    </Section>
  );
}

function MemberRows({ found }: { found: Schema["Members"] }) {
  const w = useWords(figures);
  const { t } = useTexts();
  const known = new Map(found.events.map((one) => [one.id, one]));
  const any = (has: (row: Row) => unknown): boolean => found.members.some(has);
  const columns: TableColumnsType<Row> = [
    { title: w.subject, dataIndex: "subject", render: (name: string) => <Subject name={name} events={known} /> },
    { title: w.department, dataIndex: "department", render: (code: string) => (code ? <Department code={code} /> : <span className="quiet">{w.nobody}</span>) },
    { title: w.met, dataIndex: "met", render: (met: boolean | null) => <Met met={met} /> },
    { title: w.evidence, dataIndex: "evidence", render: (ids: string[]) => ids.map((one) => <div key={one}><Evidence id={one} known={known} /></div>) },
  ];
  if (any(({ event }) => event)) columns.splice(2, 0, { title: t.events.occurred, key: "at", render: (_, { event }) => event && <When at={event.occurred_at} /> });
  if (any(({ due_at }) => due_at)) columns.splice(3, 0, { title: w.due, dataIndex: "due_at", render: (at: string | null) => at && <When at={at} date /> });
  if (any(({ group }) => group)) columns.push({ title: w.group, dataIndex: "group", render: (group: string) => group && w.term(group) });
  if (any(({ measure }) => measure !== null)) columns.push({ title: w.measured, dataIndex: "measure" });
  return <Rows<Row> rowKey={({ subject, department }) => subject + department} columns={columns} rows={found.members} label={w.members} />;
}

function Met({ met }: { met: boolean | null }) {
  const w = useWords(figures);
  if (met === null) return <Mark tone="open">{w.unknown}</Mark>;
  return met ? <Mark tone="good">{w.metYes}</Mark> : <Mark tone="bad">{w.metNo}</Mark>;
}

function Evidence({ id, known }: { id: string; known: ReadonlyMap<string, Schema["EventRef"]> }) {
  const event = known.get(id);
  return event ? <><EventLink id={id} event={event} /> <When at={event.occurred_at} /></> : <Subject name={id} events={known} />;
}
