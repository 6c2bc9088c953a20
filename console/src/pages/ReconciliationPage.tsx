import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useSearchParams } from "react-router";
import { PAIR_STATES, reconciliation } from "../api/board";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { Pair, PairState } from "../features/reconciliation/Pair";
import { Agreement } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Rests } from "../features/shared/Rests";
import { Answer, Failed, Loading, Nothing } from "../features/shared/States";
import { useTexts } from "../i18n";

/** Agreement and outcome stand in the address, so that a reconciliation can be shared and gone back to. */
export default function ReconciliationPage() {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const agreement = search.get("agreement");
  const choose = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(name === "agreement" ? {} : search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next);
  };
  return (
    <Page title={t.reconciliation.title} intro={t.reconciliation.intro} actions={agreement && <Agreement id={agreement} />}>
      <Answer query={useQuery(queries.agreements)}>
        {(list) => (
          <div className="filters">
            <Select className="grow" value={agreement} options={list.map(({ id, number }) => ({ value: id, label: number }))} onChange={(id) => choose("agreement", id)} placeholder={t.reconciliation.choose} aria-label={t.reconciliation.choose} showSearch={{ optionFilterProp: "label" }} />
          </div>
        )}
      </Answer>
      {agreement && <Pairs agreement={agreement} state={search.get("state")} choose={(state) => choose("state", state)} />}
    </Page>
  );
}

interface Chosen {
  readonly agreement: string;
  readonly state: string | null;
  readonly choose: (state: string | undefined) => void;
}

function Pairs({ agreement, state, choose }: Chosen) {
  const { t, pick } = useTexts();
  const wanted = PAIR_STATES.find((one) => one === state);
  const query = useInfiniteQuery(reconciliation(agreement, wanted));
  if (!query.data) return query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Loading />;
  const [newest] = query.data.pages;
  const pairs = query.data.pages.flatMap((page) => page.pairs);
  return (
    <>
      <Counts found={query.data.pages} wanted={wanted} choose={choose} />
      <Section title={t.reconciliation.title} extra={<span className="quiet">{newest && pick(newest.label)}</span>}>
        {pairs.length === 0 && <Nothing>{wanted ? t.reconciliation.noneOf : t.reconciliation.none}</Nothing>}
        <ul className="plain">
          {pairs.map((pair) => <Pair key={pair.kind + pair.key} pair={pair} />)}
        </ul>
        {query.hasNextPage && <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t.home.more}</Button>}
      </Section>
      {newest && <Rests answer={newest} />}
    </>
  );
}

interface Counted {
  readonly found: readonly Schema["Reconciliation"][];
  readonly wanted: string | undefined;
  readonly choose: (state: string | undefined) => void;
}

/** How many came out how, over the pages read so far; each count is the filter that shows it. */
function Counts({ found, wanted, choose }: Counted) {
  const { t } = useTexts();
  return (
    <div className="tiles" role="group" aria-label={t.reconciliation.filter}>
      {PAIR_STATES.map((one) => (
        <button type="button" key={one} className="tile tile-choice" aria-pressed={one === wanted} onClick={() => choose(one === wanted ? undefined : one)}>
          <b>{found.reduce((sum, { counts }) => sum + (counts[one] ?? 0), 0).toLocaleString()}</b>
          <PairState state={one} />
        </button>
      ))}
    </div>
  );
}
