import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/queries";
import { Heads, Proposed } from "../features/case/Proposed";
import { RecallView } from "../features/case/RecallView";
import { Timeline } from "../features/case/Timeline";
import { FindingLink } from "../features/record/FindingLink";
import { EventRows } from "../features/shared/EventRows";
import { Department, Hash, Mark, type Tone, Verdict } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Rests } from "../features/shared/Rests";
import { Answer, Nothing } from "../features/shared/States";
import { When } from "../features/shared/When";
import { useTexts } from "../i18n";
import { cases } from "../i18n/cases";
import { useWords } from "../i18n/words";

type Case = Schema["Accountability"];
const TONES: Record<string, Tone> = { proposed: "bad", "no-break": "good", "cannot-be-determined": "open" };

/** Who answers for an event, and where the data went: each is asked for when it is looked at, as each is on record. */
export default function CasePage() {
  const { t } = useTexts();
  const w = useWords(cases);
  const id = useParams()["event"] ?? "";
  const [search, setSearch] = useSearchParams();
  const recalled = search.get("show") === "recall";
  const choice = (
    <Segmented
      value={recalled ? "recall" : "case"} onChange={(show) => setSearch(show === "recall" ? { show } : {}, { replace: true })}
      options={[{ value: "case", label: t.accountability.title }, { value: "recall", label: w.recall }]}
    />
  );
  return (
    <Page title={recalled ? w.recall : t.accountability.title} intro={<Hash value={id} to={`/events/${id}`} length={12} />} actions={<><Onward id={id} />{choice}</>}>
      {recalled ? <RecallView id={id} /> : <Whole id={id} />}
    </Page>
  );
}

/** The way to the three sides' records of the agreement that the event stands under; an auditor's to a finding. */
function Onward({ id }: { id: string }) {
  const { t } = useTexts();
  const event = useQuery(queries.event(id)).data;
  const found = useQuery({ ...queries.accountability(id), enabled: false }).data;
  const agreement = event?.agreement;
  return (
    <>
      {event && <FindingLink events={[id, ...(found?.evidence ?? []).map((one) => one.id)]} agreement={agreement} item={event.item} />}
      {agreement && <Link to={`/reconciliation?agreement=${agreement}`}>{t.reconciliation.open}</Link>}
    </>
  );
}

function Whole({ id }: { id: string }) {
  return <Answer query={useQuery(queries.accountability(id))}>{(found) => <CaseOf found={found} />}</Answer>;
}

function CaseOf({ found }: { found: Case }) {
  const { t, pick } = useTexts();
  return (
    <>
      <Verdict tone={TONES[found.outcome] ?? "open"} title={t.accountability.outcomes[found.outcome] ?? t.common.unknown}>
        <p>{pick(found.verdict)}</p>
        <p>
          {t.accountability.confidence}: {t.accountability.confidences[found.confidence] ?? t.common.unknown}
        </p>
      </Verdict>
      <Section title={t.accountability.step}>
        <Timeline steps={found.steps} />
      </Section>
      <div className="columns">
        <Section title={t.accountability.proposal}>{found.proposal ? <Proposed proposed={found.proposal} /> : <Nothing />}</Section>
        <Section title={t.accountability.signedBy}>
          <Facts
            rows={[
              [t.accountability.who, <Department code={found.signed_by.department} />],
              [t.common.time, <When at={found.signed_by.at} />],
              [t.accountability.heads, <Heads keys={found.signed_by.heads} />],
            ]}
          />
        </Section>
      </div>
      {found.missing.length > 0 && (
        <Section title={t.accountability.missing}>
          <ul className="findings">
            {found.missing.map((link) => (
              <li key={link} className="open">
                <Mark tone="open">{t.accountability.steps[link] ?? link}</Mark>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {found.alternatives.length > 0 && (
        <Section title={t.accountability.alternatives}>
          {found.alternatives.map((one) => (
            <Proposed key={one.rule} proposed={one} />
          ))}
        </Section>
      )}
      <Section title={t.accountability.evidence}>
        <EventRows rows={found.evidence} label={t.accountability.evidence} />
      </Section>
      <Rests answer={found} />
    </>
  );
}
