import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { eventTypes } from "../api/record";
import { ProofDownload } from "../features/evidence/Download";
import { FieldValue } from "../features/record/FieldValue";
import { NextSteps } from "../features/record/NextSteps";
import { useEventType } from "../features/shared/eventTypes";
import { Agreement, Department, Hash, Item, ProofMark } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Withheld } from "../features/shared/Rests";
import { save } from "../features/shared/save";
import { Answer, Failed, Nothing } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import type { FieldGuide } from "../record/values.ts";
import "../features/record/record.css";

export default function EventPage() {
  const { t, pick } = useTexts();
  const id = useParams()["id"] ?? "";
  const query = useQuery(queries.event(id));
  return (
    <Page title={query.data ? pick(query.data) : t.common.event} intro={<Hash value={id} length={12} />} actions={query.data && <Actions id={id} />}>
      <Answer query={query}>{(event) => <EventOf event={event} />}</Answer>
    </Page>
  );
}

function Actions({ id }: { id: string }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const evidence = useMutation({ mutationFn: () => queries.evidence(id) });
  const take = async (use: (file: Uint8Array) => unknown): Promise<void> => {
    await evidence.mutateAsync().then(use, () => undefined);
  };
  return (
    <>
      <Link to={`/lineage/${id}`}>{t.events.lineage}</Link>
      <Link to={`/cases/${id}`}>{t.events.accountable}</Link>
      <Button onClick={() => void take((file) => navigate("/verify", { state: { name: `${id.slice(0, 16)}.json`, file } }))}>{t.events.verifyHere}</Button>
      <Button onClick={() => void take((file) => save(`evidence-${id.slice(0, 16)}.json`, file))} loading={evidence.isPending}>
        {t.events.evidence}
      </Button>
      <ProofDownload event={id} />
      {evidence.isError && <Failed error={evidence.error} />}
    </>
  );
}

function EventOf({ event }: { event: Schema["EventView"] }) {
  const { t } = useTexts();
  const named = useEventType();
  const ref = event.event;
  return (
    <>
      <div className="columns">
        <Section title={t.common.details}>
          <Facts
            rows={[
              [t.common.type, <>{named(ref.type)} <code>{ref.type}</code></>],
              [t.common.department, <Department code={ref.actor} />],
              [t.events.signer, <Hash value={ref.signer} />],
              [t.common.agreement, event.agreement ? <Agreement id={event.agreement} /> : t.common.none],
              [t.common.item, event.item ? <Item code={event.item} /> : t.common.none],
              [t.events.occurred, <When at={ref.occurred_at} />],
              [t.events.recorded, <When at={ref.recorded_at} />],
              [t.events.anchored, <When at={ref.anchored_at} />],
              [t.common.proofTitle, <ProofMark proof={ref.proof} />],
              [t.events.index, ref.index],
            ]}
          />
        </Section>
        <Section title={t.events.fields}>
          <Disclosed event={event} />
        </Section>
      </div>
      <NextSteps event={ref.id} />
      <Section title={t.events.parents}>
        <Parents ids={event.parents} />
      </Section>
      <Section title={t.events.text}>
        <pre className="raw" tabIndex={0}>{JSON.stringify(JSON.parse(event.text), null, 2)}</pre>
      </Section>
    </>
  );
}

function Disclosed({ event }: { event: Schema["EventView"] }) {
  const { t, pick } = useTexts();
  const { data: types } = useQuery(eventTypes);
  const guide = types?.find(({ name }) => name === event.event.type);
  const fieldOf = (name: string): FieldGuide | undefined => guide?.fields.find((one) => one.name === name);
  const titled = (name: string): string => pick(fieldOf(name) ?? { zh: name, en: name });
  const rows = Object.entries(event.disclosures as Record<string, { value: unknown }>);
  return (
    <>
      {rows.length === 0 ? <Nothing>{t.events.noFields}</Nothing> : <Facts rows={rows.map(([name, { value }]) => [titled(name), <FieldValue field={fieldOf(name)} value={value} />])} />}
      {event.payload && <Payload payload={event.payload} />}
      {event.withheld.length > 0 && <Withheld of={event.withheld.map((one) => ({ ...one, what: titled(one.what) }))} className="plain quiet" />}
    </>
  );
}

function Payload({ payload }: { payload: Record<string, unknown> }) {
  const { t } = useTexts();
  return (
    <Facts
      rows={[
        [t.events.payload, <Hash value={String(payload["digest"])} />],
        [t.events.hash, <code>{String(payload["alg"])}</code>],
        [t.common.rows, String(payload["rows"])],
      ]}
    />
  );
}

function Parents({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return <Nothing />;
  return (
    <ul className="plain">
      {ids.map((id) => (
        <Parent key={id} id={id} />
      ))}
    </ul>
  );
}

function Parent({ id }: { id: string }) {
  const named = useEventType();
  const { data } = useQuery(queries.event(id));
  return (
    <li>
      {data && <>{named(data.event.type)} <Department code={data.event.actor} /> <When at={data.event.occurred_at} /> </>}
      <Hash value={id} to={`/events/${id}`} />
    </li>
  );
}
