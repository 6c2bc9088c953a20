import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Segmented } from "antd";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import * as queries from "../api/queries";
import { LineageView } from "../features/lineage/LineageView";
import { TimeTravel } from "../features/lineage/TimeTravel";
import { Page } from "../features/shared/Page";
import { Answer, Nothing } from "../features/shared/States";
import { useTexts } from "../i18n";

const DEPTHS = [2, 4, 8, 16, 32];

export default function LineagePage() {
  const { t } = useTexts();
  const ref = useParams()["ref"];
  return (
    <Page title={t.lineage.title} actions={<Ask ref_={ref ?? ""} />}>
      {ref ? <Trace key={ref} of={ref} /> : <Nothing>{t.lineage.choose}</Nothing>}
    </Page>
  );
}

function Ask({ ref_ }: { ref_: string }) {
  const { t } = useTexts();
  const [text, setText] = useState(ref_);
  const navigate = useNavigate();
  return (
    <form
      className="ask-ref"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) void navigate(`/lineage/${encodeURIComponent(text.trim())}`);
      }}
    >
      <Input value={text} onChange={({ target }) => setText(target.value)} placeholder={t.lineage.ref} aria-label={t.lineage.ref} />
      <Button htmlType="submit">{t.lineage.go}</Button>
    </form>
  );
}

function Trace({ of }: { of: string }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const direction = search.get("direction") === "down" ? "down" : "up";
  const depth = Number(search.get("depth")) || 8;
  const [asOf, asKnown] = [search.get("as_of"), search.get("as_known")];
  const question = { direction, depth, ...(asOf && { as_of: asOf }), ...(asKnown && { as_known: asKnown }) } as const;
  const query = useQuery({ ...queries.lineage(of, question), placeholderData: keepPreviousData });
  const set = (changes: Record<string, string | null>): void => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    setSearch(next, { replace: true });
  };
  // A service that does not know the question answers for now and does not repeat the bound: that must not pass for the past
  const told = query.data && !query.isPlaceholderData ? Object.values(query.data) : null;
  const ignored = told !== null && [asOf, asKnown].some((at) => at !== null && !told.includes(at));
  return (
    <>
      <div className="filters">
        <Segmented value={direction} onChange={(value) => set({ direction: value })} options={[{ value: "up", label: t.lineage.up }, { value: "down", label: t.lineage.down }]} />
        <label>
          {t.lineage.depth}{" "}
          <select className="native" value={depth} onChange={({ target }) => set({ depth: target.value })}>
            {DEPTHS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      <Answer query={query}>
        {(lineage) => (
          <>
            <TimeTravel nodes={lineage.nodes} asOf={asOf} asKnown={asKnown} set={set} />
            {ignored ? <Alert type="warning" showIcon title={t.lineage.unsupported} /> : <LineageView lineage={lineage} />}
          </>
        )}
      </Answer>
    </>
  );
}
