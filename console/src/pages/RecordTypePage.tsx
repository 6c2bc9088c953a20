import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useState } from "react";
import { Link, useLocation, useParams, useSearchParams } from "react-router";
import type { Schema } from "../api/client";
import { ApiProblem } from "../api/problem";
import * as queries from "../api/queries";
import { eventTypes } from "../api/record";
import { placeOf, policy } from "../api/trust";
import { type Form, startOf } from "../features/record/form";
import { NextSteps } from "../features/record/NextSteps";
import { RecordForm } from "../features/record/RecordForm";
import { Review } from "../features/record/Review";
import { useCaller } from "../features/session/Session";
import { Hash, Verdict } from "../features/shared/Marks";
import { Page } from "../features/shared/Page";
import { Answer, Failed, Loading, Nothing } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import { useRecordTexts } from "../i18n/record";
import type { Draft } from "../record/draft.ts";
import { prepare } from "../record/sign.ts";
import type { Guide } from "../record/values.ts";
import { Refused } from "../verify/bytes.ts";
import "../features/record/record.css";

/** One event: its form, the look before signing, and what came of it. */
export default function RecordTypePage() {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const type = useParams()["type"] ?? "";
  const { key } = useLocation();
  const query = useQuery(eventTypes);
  const guide = query.data?.find(({ name }) => name === type);
  return (
    <Page title={guide ? pick(guide) : r.title} intro={guide && <Link to="/record">{r.title}</Link>}>
      <Answer query={query}>{() => (guide ? <Begun key={`${type}${key}`} guide={guide} /> : <Nothing>{r.noType(type)}</Nothing>)}</Answer>
    </Page>
  );
}

function Begun({ guide }: { guide: Guide }) {
  const [search] = useSearchParams();
  const draft = (useLocation().state as { draft?: Draft } | null)?.draft;
  const [after, ...more] = search.getAll("after");
  const given = { item: search.get("item"), agreement: search.get("agreement") };
  const query = useQuery({ ...queries.event(after ?? ""), enabled: after !== undefined });
  const start = draft?.type === guide.name ? draft : undefined;
  if (after === undefined) return <Steps guide={guide} start={startOf(guide, start, undefined, given)} />;
  return <Answer query={query}>{(event) => <Steps guide={guide} start={startOf(guide, start, event, given, more)} />}</Answer>;
}

function Steps({ guide, start }: { guide: Guide; start: Form }) {
  const caller = useCaller();
  const [form, setForm] = useState(start);
  const [receipt, setReceipt] = useState<Schema["ReceiptAnswer"] | null>(null);
  const trust = useQuery(policy);
  const preparing = useMutation({ mutationFn: ({ draft, at }: { draft: Draft; at: string | undefined }) => prepare(draft, caller.department, caller.address, at) });
  if (receipt) return <Done guide={guide} receipt={receipt} />;
  if (preparing.isPending) return <Loading />;
  if (preparing.data) {
    return <Answer query={trust}>{(trusted) => <Review guide={guide} built={preparing.data} log={placeOf(trusted, "EventLog")} back={() => preparing.reset()} done={setReceipt} />}</Answer>;
  }
  return (
    <>
      {preparing.isError && <NotPrepared error={preparing.error} />}
      <RecordForm guide={guide} form={form} set={(change) => setForm((before) => ({ ...before, ...change }))} look={(draft, at) => preparing.mutate({ draft, at })} />
    </>
  );
}

function NotPrepared({ error }: { error: Error }) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  if (error instanceof ApiProblem || !(error instanceof Refused)) return <Failed error={error} />;
  return <Alert type="error" showIcon title={`${r.refusedDraft}: ${pick(error)}`} className="gap" />;
}

function Done({ guide, receipt }: { guide: Guide; receipt: Schema["ReceiptAnswer"] }) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  return (
    <>
      <Verdict tone="good" title={`${r.done}: ${pick(guide)}`}>
        <p>
          {r.doneAt(receipt.index)} · {r.recordedAt} <When at={receipt.recorded_at} /> · <Hash value={receipt.event_id} to={`/events/${receipt.event_id}`} />
        </p>
        <p className="filters">
          <Link to={`/events/${receipt.event_id}`}>{r.open}</Link>
          <Link to="/record">{r.another}</Link>
        </p>
      </Verdict>
      <NextSteps event={receipt.event_id} />
    </>
  );
}
