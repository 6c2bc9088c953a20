/** What waits for the caller's department first, then what waits beneath it; alerts beside. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type WorkState, WORK_STATES, alerts, work } from "../api/board";
import type { Schema } from "../api/client";
import { AlertList } from "../features/agreements/AlertList";
import { useCaller } from "../features/session/Session";
import { useDepartmentName } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Failed, Loading, Nothing } from "../features/shared/States";
import { WorkTable } from "../features/work/WorkTable";
import { useTexts } from "../i18n";

export default function HomePage() {
  const { t } = useTexts();
  const { department } = useCaller();
  const named = useDepartmentName();
  const [state, setState] = useState<WorkState>("open");
  return (
    <Page title={t.home.title} intro={t.home.intro(named(department))} actions={<Quick />}>
      <Waiting state={state} choose={setState} />
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
      <Link to="/board">{t.home.board}</Link>
    </>
  );
}

interface Chosen {
  readonly state: WorkState;
  readonly choose: (state: WorkState) => void;
}

function Waiting({ state, choose }: Chosen) {
  const { t } = useTexts();
  const { department } = useCaller();
  const own = useInfiniteQuery(work(state, department));
  const all = useInfiniteQuery(work(state));
  const whole = all.data?.pages[0];
  return (
    <>
      {whole && !whole.watcher.ok && <Alert type="warning" showIcon title={t.home.watcher} className="gap" />}
      {whole && <Counts counts={whole.counts} state={state} choose={choose} />}
      <Section title={t.home.own}>
        <List query={own} label={t.home.own} state={state} keep={() => true} />
      </Section>
      <Section title={t.home.alerts} extra={<Link to="/board">{t.home.allAlerts}</Link>}>
        <Standing />
      </Section>
      {whole && whole.departments > 1 && (
        <Section title={t.home.beneath}>
          <List query={all} label={t.home.beneath} state={state} keep={(row) => row.department !== department} />
        </Section>
      )}
    </>
  );
}

/** How much there is in all; each count is the filter that shows it. */
function Counts({ counts, state, choose }: Chosen & { counts: Schema["WorkCounts"] }) {
  const { t } = useTexts();
  const of: Record<WorkState, number> = { open: counts.open, overdue: counts.overdue, "due-today": counts.due_today };
  return (
    <div className="tiles" role="group" aria-label={t.home.filter}>
      {WORK_STATES.map((one) => (
        <button type="button" key={one} className={`tile tile-choice${one !== "open" && of[one] > 0 ? " tile-bad" : ""}`} aria-pressed={one === state} onClick={() => choose(one)}>
          <b>{of[one].toLocaleString()}</b>
          <span>{t.home.counts[one]}</span>
        </button>
      ))}
    </div>
  );
}

interface Listed {
  readonly query: ReturnType<typeof useInfiniteQuery<Schema["WorkList"]>>;
  readonly label: string;
  readonly state: WorkState;
  readonly keep: (row: Schema["WorkItem"]) => boolean;
}

function List({ query, label, state, keep }: Listed) {
  const { t } = useTexts();
  if (!query.data) return query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Loading />;
  const rows = query.data.pages.flatMap(({ duties }) => duties).filter(keep);
  return (
    <>
      {rows.length === 0 && !query.hasNextPage ? <Nothing>{t.home.noneOf[state] ?? t.home.none}</Nothing> : <WorkTable rows={rows} label={label} />}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t.home.more}
        </Button>
      )}
    </>
  );
}

function Standing() {
  const query = useInfiniteQuery({ ...alerts({ open: true }), refetchInterval: 30_000 });
  if (!query.data) return query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Loading />;
  const shown = query.data.pages.flatMap((page) => page.alerts);
  return shown.length === 0 ? <Nothing /> : <AlertList alerts={shown.slice(0, SHOWN)} />;
}

const SHOWN = 8;
