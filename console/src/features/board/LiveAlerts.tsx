/** The alerts of the board, kept live, with their filters. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useSearchParams } from "react-router";
import type { Schema } from "../../api/client";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { Mark, type Tone, useDepartmentName } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Failed, Loading, Nothing } from "../shared/States";
import { AlertRows } from "./AlertRows";
import type { Wanted } from "./overlay";
import { useLiveAlerts } from "./useLiveAlerts";

const TONES: Record<string, Tone> = { connecting: "wait", live: "good", down: "bad" };
const STATES: readonly Wanted["state"][] = ["open", "unacknowledged", "acknowledged", "closed", "all"];
const LEVELS: readonly Schema["Level"][] = ["red", "warning", "notice"];

export function LiveAlerts() {
  const { t, pick } = useTexts();
  const { wanted, set } = useWanted();
  const { query, rows, connection, raised } = useLiveAlerts(wanted);
  const newest = rows?.find(({ id }) => raised.has(id));
  return (
    <Section title={t.board.alerts} extra={<span role="status"><Mark tone={TONES[connection] ?? "open"}>{t.board.connection[connection] ?? t.common.unknown}</Mark></span>}>
      <Filters wanted={wanted} set={set} />
      <p className="sr-only" role="status">{newest && t.board.raised(pick(newest))}</p>
      {!rows && (query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Loading />)}
      {rows && (rows.length === 0 ? <Nothing>{t.board.none}</Nothing> : <AlertRows rows={rows} fresh={raised} />)}
      {rows && (
        <p className="filters">
          {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t.home.more}</Button>}
          <span className="quiet">{t.board.shown(rows.length)}</span>
        </p>
      )}
    </Section>
  );
}

interface Filtering {
  readonly wanted: Wanted;
  readonly set: (name: string, value: string | undefined) => void;
}

/** The filter stands in the address, so that a board can be shared and gone back to. */
function useWanted(): Filtering {
  const [search, setSearch] = useSearchParams();
  const state = STATES.find((one) => one === search.get("state")) ?? "open";
  const level = LEVELS.find((one) => one === search.get("level"));
  const owner = search.get("owner") ?? undefined;
  const set = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  return { wanted: { state, level, owner }, set };
}

function Filters({ wanted, set }: Filtering) {
  const { t } = useTexts();
  const { data: departments } = useQuery(queries.departments);
  const named = useDepartmentName();
  const choice = (name: string, label: string, value: string | undefined, options: { value: string; label: string }[], clear = true) => (
    <Select className="grow" value={value} options={options} allowClear={clear} placeholder={label} aria-label={label} onChange={(chosen) => set(name, chosen ?? undefined)} showSearch={{ optionFilterProp: "label" }} />
  );
  return (
    <div className="filters">
      {choice("state", t.board.state, wanted.state, STATES.map((value) => ({ value, label: t.board.states[value] ?? value })), false)}
      {choice("level", t.board.level, wanted.level, LEVELS.map((value) => ({ value, label: t.common.levels[value] ?? value })))}
      {choice("owner", t.board.owner, wanted.owner, (departments ?? []).map(({ code }) => ({ value: code, label: named(code) })))}
    </div>
  );
}
